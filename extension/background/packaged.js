/** What came with the extension: a ruleset, a registry, and whose updates it follows. */

import { Sites } from "../engine/sites.js";
import { checkRuleset } from "../engine/ruleset.js";
import { openStorage } from "./storage.js";

/**
 * @typedef {import("./updates.js").Options} Options
 * @typedef {import("./settings_fields.js").UpdateSettings} UpdateSettings
 * @typedef {{ format: number, made: number, parts: { [part: string]: { sequence: number } }, updates: { url: string } | null }} Contents
 */

const FOLDER = "packaged/";
const DATABASE = "jari-netral";
const encoder = new TextEncoder();

/** The options of the updates, and whether there is anybody to follow: who the settings name, else who is packaged. @type {(asked: Promise<UpdateSettings>) => Promise<{ options: Options, follows: boolean }>} */
export async function readPackaged(asked) {
  // A tap waits for all of this; what can go on at once does.
  const storage = openStorage(DATABASE);
  const [said, bytes] = await Promise.all([asked, bytesOf("contents.json")]);
  /** @type {Contents} */
  const contents = JSON.parse(new TextDecoder().decode(bytes));
  const parts = Object.entries(contents.parts).map(([part, { sequence }]) => {
    const name = part.replaceAll("/", ".");
    return [part, { sequence, keys: () => bytesOf(`${name}.keys`), records: () => bytesOf(`${name}.records`) }];
  });
  const { made, updates } = contents;
  const root = said.root ? encoder.encode(said.root) : updates === null ? new Uint8Array() : await bytesOf("root.json");
  const options = {
    url: said.url || (updates?.url ?? ""),
    root: said.root_sha256 ? new Uint8Array() : root,
    pin: said.root_sha256,
    parts: said.parts,
    storage,
    check: checkAll,
    packaged: { made, ruleset: () => bytesOf("ruleset.json"), parts: Object.fromEntries(parts) },
  };
  return { options, follows: options.url !== "" && options.root.length + options.pin.length > 0 };
}

/** Throws where an engine can't be built. @type {(ruleset: any) => void} */
function checkAll(ruleset) {
  checkRuleset(ruleset);
  new Sites(ruleset.platforms).compile();
}

/** @type {(name: string) => Promise<Uint8Array<ArrayBuffer>>} */
async function bytesOf(name) {
  const response = await fetch(chrome.runtime.getURL(FOLDER + name));
  return new Uint8Array(await response.arrayBuffer());
}
