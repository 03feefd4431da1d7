/** What an engine is to be built from: the last good; where that is missing, torn or older, what came with the extension. */

import { openPart, writeBase } from "./registry_store.js";
import { Shelf } from "./shelf.js";
import { memoryStorage } from "./storage.js";
import { alone, forget, heldBy, writePointer } from "./update_pointer.js";
import { readRuleset } from "./update_rules.js";

/**
 * @typedef {import("./updates.js").Options} Options
 * @typedef {import("./updates.js").Trouble} Trouble
 * @typedef {import("./update_pointer.js").Held} Held
 * @typedef {import("../engine/registry_file.js").Part} Part
 * @typedef {{ ruleset: any, parts: Part[], troubles: Trouble[] }} Current
 */

/** @type {(options: Options) => Promise<Current>} */
export async function current(options) {
  /** @type {Trouble[]} */
  const troubles = [];
  const held = await heldBy(options);
  const tried = triedBy(options, troubles);
  const rulesOf = async () => (await tried("rules", () => storedRules(options, held))) ?? readRuleset(await options.packaged.ruleset(), options.check);
  const partOf = async (/** @type {string} */ part) => (await tried(part, () => storedPart(options, held, part))) ?? packagedPart(options, part);
  const [ruleset, ...parts] = await Promise.all([rulesOf(), ...options.parts.map(partOf)]);
  return { ruleset, parts: parts.filter((part) => part !== undefined), troubles };
}

/** @type {(options: Options, held: Held) => Promise<any>} */
async function storedRules({ storage, packaged, check }, { rules }) {
  if (rules === null || rules.taken < packaged.made) return undefined;
  const text = await storage.read(rules.name);
  if (text === undefined) throw new TypeError("what was stored is gone");
  return readRuleset(text, check);
}

/** @type {(options: Options, held: Held, part: string) => Promise<Part | undefined>} */
async function storedPart(options, { parts }, part) {
  const stored = Object.hasOwn(parts, part) ? parts[part] : undefined;
  if (stored === undefined || stored.taken < options.packaged.made) return undefined;
  return openPart(options.storage, stored, () => void forget(options, part).catch(() => {}));
}

/** What is packaged of a part, unpacked once for all starts; in memory where nothing can be stored. @type {(options: Options, part: string) => Promise<Part | undefined>} */
async function packagedPart(options, part) {
  const base = options.packaged.parts[part];
  if (base === undefined) return undefined;
  const [keys, records] = [await base.keys(), await base.records()];
  try {
    return await alone(async () => {
      const held = await heldBy(options);
      const shelf = new Shelf(options.storage, held.next);
      await shelf.clear();
      const made = { ...(await writeBase(shelf, keys, records)), sequence: base.sequence, taken: options.packaged.made };
      await writePointer(shelf, held, { ...held, parts: { ...held.parts, [part]: made } });
      return openPart(options.storage, made);
    });
  } catch {
    const memory = memoryStorage();
    return openPart(memory, await writeBase(new Shelf(memory, 0), keys, records));
  }
}

/** Something stored; undefined, and a trouble, where it is torn. @type {(options: Options, troubles: Trouble[]) => <T>(about: string, open: () => Promise<T>) => Promise<T | undefined>} */
const triedBy = (options, troubles) => async (about, open) => {
  try {
    return await open();
  } catch {
    troubles.push({ kind: "stored", about, values: {} });
    await forget(options, about).catch(() => {});
    return undefined;
  }
};
