import { relay } from "./relay.js";

addEventListener("message", relay);
