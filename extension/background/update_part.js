/** One part of the registry brought up to date: by a chain of changes, else from its base; jumps need consent. */

import { changes } from "../engine/registry_wire.js";
import { readEntries, writeBase, writeDelta } from "./registry_store.js";
import { BadRepository } from "./tuf_errors.js";

/**
 * @typedef {import("./tuf.js").Updater} Updater
 * @typedef {import("./tuf_metadata.js").Target} Target
 * @typedef {import("./shelf.js").Shelf} Shelf
 * @typedef {import("./registry_store.js").HeldState} HeldState
 * @typedef {import("./update_pointer.js").HeldPart} HeldPart
 *
 * @typedef {{ keys: Target, records: Target }} Files
 * @typedef {Files & { state: string, sequence: number }} Newest what the publisher says is the newest state
 * @typedef {Files & { state: string }} Step one change, and the state that comes out
 */

/** Bounds of a part. A jump is more changed keys than this share of those there are, and than this number. */
export const BOUNDS = Object.freeze({ chain: 64, share: 0.05, least: 200 });

/** After these a change is not tried again, but the base is taken. */
const FALL_BACK = Object.freeze(["damaged", "too_much", "gone", "missing", "format"]);

/** What is published of a part. @type {(updater: Updater, part: string) => Promise<Newest>} */
export async function newestOf(updater, part) {
  const files = await filesOf(updater, part, "");
  const [one, other] = [customOf(files.keys), customOf(files.records)];
  if (one.format !== 1 || other.format !== 1) throw new BadRepository(`${part}: another format`, "format");
  const { sequence, state } = one;
  const fits = Number.isSafeInteger(sequence) && sequence > 0 && /^[0-9a-f]{64}$/.test(String(state));
  if (!fits || sequence !== other.sequence || state !== other.state) throw new BadRepository(`${part}: keys and records of two states`);
  return { ...files, sequence, state };
}

/**
 * Makes the newest state, and checks that it may follow the one that is held.
 *
 * @param {Updater} updater
 * @param {Shelf} shelf
 * @param {string} part
 * @param {Newest} newest
 * @param {HeldPart | undefined} old
 * @param {ReadonlySet<string>} consent states that may come by a jump
 * @returns {Promise<HeldState>}
 */
export async function bringPart(updater, shelf, part, newest, old, consent) {
  if (old === undefined) return fromBase(updater, shelf, newest);
  const states = (await byChanges(updater, shelf, part, newest, old)) ?? [old, await fromBase(updater, shelf, newest)];
  await checkJump(shelf, part, states, consent);
  return /** @type {HeldState} */ (states.at(-1));
}

/** Every state from the one held to the newest; undefined where the base is the better way. @type {(updater: Updater, shelf: Shelf, part: string, newest: Newest, old: HeldPart) => Promise<HeldState[] | undefined>} */
async function byChanges(updater, shelf, part, newest, old) {
  try {
    const steps = await stepsOf(updater, part, newest, old);
    /** @type {HeldState[]} */
    const states = [old];
    for (const step of steps) {
      const [keys, records] = [await updater.download(step.keys), await updater.download(step.records)];
      const made = await writeDelta(shelf, /** @type {HeldState} */ (states.at(-1)), keys, records);
      if (made.state !== step.state) throw new BadRepository(`${part}: a change leads elsewhere`);
      states.push(made);
    }
    return states.at(-1)?.state === newest.state ? states : undefined;
  } catch (error) {
    if (FALL_BACK.includes(/** @type {any} */ (error)?.kind)) return undefined;
    throw error;
  }
}

/** The changes that lead to the newest state; none where one is missing, or where together they are larger than the base. @type {(updater: Updater, part: string, newest: Newest, old: HeldPart) => Promise<Step[]>} */
async function stepsOf(updater, part, newest, old) {
  const missing = newest.sequence - old.sequence;
  /** @type {Step[]} */
  const steps = [];
  let left = sizeOf(newest);
  for (let at = old.sequence; missing <= BOUNDS.chain && at < newest.sequence && left > 0; at++) {
    const files = await filesOf(updater, part, `-${at}`);
    const { from, to, state } = customOf(files.keys);
    if (from !== at || to !== at + 1) throw new BadRepository(`${part}: a change of another state`);
    steps.push({ ...files, state });
    left -= sizeOf(files);
  }
  return left > 0 && steps.length === missing ? steps : [];
}

/** @type {(updater: Updater, shelf: Shelf, newest: Newest) => Promise<HeldState>} */
async function fromBase(updater, shelf, newest) {
  const [keys, records] = [await updater.download(newest.keys), await updater.download(newest.records)];
  const made = await writeBase(shelf, keys, records);
  if (made.state !== newest.state) throw new BadRepository("the base is another state");
  return made;
}

/**
 * Refuses a large change that nobody vouched for but this part's own key. What counts is the way to the newest state from
 * the last one that the rules' owner consented to, else from the one held.
 *
 * @param {Shelf} shelf
 * @param {string} part
 * @param {HeldState[]} states
 * @param {ReadonlySet<string>} consent
 */
async function checkJump(shelf, part, states, consent) {
  const start = states.filter(({ state }, at) => at === 0 || consent.has(state)).at(-1);
  const end = states.at(-1);
  if (start === undefined || end === undefined || start.state === end.state) return;
  const changed = changes(await readEntries(shelf.storage, start), await readEntries(shelf.storage, end));
  if (changed <= Math.max(BOUNDS.share * start.keys, BOUNDS.least)) return;
  throw new BadRepository(`${part}: too much changes at once`, "jump", { values: { changes: changed, keys: start.keys } });
}

/** @type {(updater: Updater, part: string, suffix: string) => Promise<Files>} */
async function filesOf(updater, part, suffix) {
  const keys = await updater.find(`registry/${part}/keys${suffix}`);
  const records = await updater.find(`registry/${part}/records${suffix}`);
  if (keys === undefined || records === undefined) throw new BadRepository(`${part}: not published`, "missing");
  return { keys, records };
}

/** @type {(target: Target) => { [name: string]: any }} */
const customOf = ({ custom }) => (typeof custom === "object" && custom !== null ? custom : {});

/** @type {(files: Files) => number} */
const sizeOf = ({ keys, records }) => keys.length + records.length;
