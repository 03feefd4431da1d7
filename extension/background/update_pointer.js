/** What is in use, and what was before: one small file, written after everything that it leads to. */

import { namesOf } from "./registry_store.js";
import { Shelf } from "./shelf.js";
import { anchorOf } from "./update_root.js";

/**
 * @typedef {import("./storage.js").Storage} Storage
 * @typedef {{ storage: Storage, root: Uint8Array<ArrayBuffer>, pin?: string }} Trusted
 * @typedef {{ name: string, sha256: string, version: string, taken: number }} HeldRules
 * @typedef {import("./registry_store.js").HeldState & { sequence: number, taken: number }} HeldPart
 * @typedef {{ states: string, values: { [name: string]: number } }} Refusal a jump, and between which states
 *
 * @typedef {object} Held the last good data, all of it verified against one root
 * @property {string} anchor the hash of that root
 * @property {number} next
 * @property {HeldRules | null} rules
 * @property {{ [part: string]: HeldPart }} parts
 * @property {{ [part: string]: Refusal }} refused
 * @property {string[]} before what only the set before this one needs: it may still be read
 */

const POINTER = "current.json";
const FORMAT = 2;

/** Does something while nobody else changes what is held. @type {<T>(work: () => Promise<T>) => Promise<T>} */
export const alone = async (work) => navigator.locks.request("jari-netral updates", work);

/** What is held; nothing that another root vouched for. @type {(options: Trusted) => Promise<Held>} */
export async function heldBy({ storage, ...trust }) {
  const [anchor, bytes] = await Promise.all([anchorOf(trust), storage.read(POINTER)]);
  const held = bytes === undefined ? undefined : tried(bytes);
  const empty = { anchor, next: 0, rules: null, parts: {}, refused: {}, before: [] };
  if (held === undefined || held.format !== FORMAT || !Number.isSafeInteger(held.next)) return empty;
  if (held.anchor === anchor) return held;
  return { ...empty, next: held.next, before: [...names(held), ...held.before] };
}

/** Makes a set the one in use, in one step; then removes what nobody needs any more. @type {(shelf: Shelf, old: Held, made: Held) => Promise<void>} */
export async function writePointer(shelf, old, made) {
  const needed = new Set(names(made));
  const before = names(old).filter((name) => !needed.has(name));
  const pointer = { ...made, format: FORMAT, next: shelf.next, before };
  await shelf.storage.write(POINTER, new TextEncoder().encode(JSON.stringify(pointer)));
  const kept = new Set([...needed, ...before]);
  for (const name of [...old.before, ...shelf.filled()]) {
    if (!kept.has(name)) await shelf.storage.remove(name);
  }
}

/** Lets go of rules, or a part, that turned out to be torn: the next look fetches them anew. @type {(options: Trusted, about: string) => Promise<void>} */
export const forget = (options, about) =>
  alone(async () => {
    const held = await heldBy(options);
    const { [about]: _, ...parts } = held.parts;
    const made = about === "rules" ? { ...held, rules: null } : { ...held, parts };
    await writePointer(new Shelf(options.storage, held.next), held, made);
  });

/** @type {(held: Held) => string[]} */
const names = ({ rules, parts }) => [...(rules === null ? [] : [rules.name]), ...Object.values(parts).flatMap(namesOf)];

/** @type {(bytes: Uint8Array) => any} */
function tried(bytes) {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
