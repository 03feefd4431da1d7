/** Asks the engine about all cases, in a worker of a browser. */

import { answers } from "./cases.js";

const fetched = async (path) => (await fetch(path)).json();

postMessage(await answers(await fetched("/ruleset"), await fetched("/cases")));
