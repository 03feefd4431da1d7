/** What the tests of the engine share in Node: the ruleset, and the cases of tests/vectors. */

import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

export { ready, requestOf, responseOf } from "./cases.js";

const FOLDER = fileURLToPath(new URL("../../vectors", import.meta.url));

/** The compiled rules, written by whoever runs these tests. */
export const RULESET = JSON.parse(readFileSync(process.env.JARI_RULESET, "utf-8"));

/** All cases of requests and responses, with the name of their file. */
export const CASES = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .sort()
  .map((name) => JSON.parse(readFileSync(join(FOLDER, name), "utf-8")))
  .filter((file) => "platform" in file)
  .flatMap((file) => file.cases.map((one) => ({ ...one, name: `${file.platform}: ${one.name}` })));

/** The vectors of verdicts. */
export const VERDICTS = JSON.parse(readFileSync(join(FOLDER, "verdicts.json"), "utf-8"));

/** An account as vectors compare it. */
export const named = ({ id, handle, role }) => JSON.stringify([id ?? null, handle ?? null, role]);

/** The accounts of a vector; `role` where it says none. */
export const wanted = (accounts, role) => accounts.map((one) => named({ role, ...one })).sort();
