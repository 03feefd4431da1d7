/** Rules and registry, kept up to date: what is newer is fetched, verified and stored; what fails leaves the last good. */

import { Shelf } from "./shelf.js";
import { within } from "./storage.js";
import { Updater } from "./tuf.js";
import { BadRepository, Unreachable } from "./tuf_errors.js";
import { bringPart, newestOf } from "./update_part.js";
import { alone, heldBy, writePointer } from "./update_pointer.js";
import { rootOf } from "./update_root.js";
import { bringRules, consented } from "./update_rules.js";
import { nextLook } from "./update_schedule.js";

/**
 * @typedef {import("./storage.js").Storage} Storage
 * @typedef {import("./update_pointer.js").Held} Held
 * @typedef {{ kind: string, about: string, values: { [name: string]: number } }} Trouble about the rules, a part, or everything
 * @typedef {{ held: Held, changed: boolean, troubles: Trouble[], retryAfter: string | null, goodUntil: number | null }} Found
 * @typedef {{ looked: number, succeeded: number | null, goodUntil: number | null, failures: number, troubles: Trouble[] }} Status
 *
 * @typedef {() => Promise<Uint8Array<ArrayBuffer>>} Packed
 * @typedef {object} Packaged what came with the extension
 * @property {number} made when
 * @property {Packed} ruleset
 * @property {{ [part: string]: { sequence: number, keys: Packed, records: Packed } }} parts
 *
 * @typedef {object} Options
 * @property {string} url where the publisher's folders metadata and targets are
 * @property {Uint8Array<ArrayBuffer>} root the root that all trust begins with
 * @property {string} [pin] in place of it: the hash of the publisher's first root
 * @property {readonly string[]} parts the parts of the registry that are followed
 * @property {Storage} storage
 * @property {(ruleset: any) => void} check throws where an engine can't be built from a ruleset
 * @property {Packaged} packaged
 * @property {Partial<typeof import("./tuf.js").LIMITS>} [limits]
 */

const STATUS = "status.json";
/** A clock that is off by more than this may be why data looks expired. */
const SKEW = 300_000;
/** One that is off by more than this is told in any case: windows open and close by it. */
const DAY = 86_400_000;

/**
 * One look and what is to be shown of it; and in how many milliseconds the next is due. This is all that an alarm does.
 *
 * @param {Options} options
 * @param {number} [now]
 * @param {() => number} [random]
 */
export async function poll(options, now = Date.now(), random = Math.random) {
  const before = await statusOf(options.storage);
  const found = await look(options, now);
  const { troubles, retryAfter } = found;
  const kinds = troubles.map(({ kind }) => kind);
  const { failures, delay } = nextLook(before?.failures ?? 0, { kinds, retryAfter, now }, random);
  const succeeded = troubles.length === 0 ? now : (before?.succeeded ?? null);
  /** @type {Status} */
  const status = { looked: now, succeeded, goodUntil: found.goodUntil ?? before?.goodUntil ?? null, failures, troubles };
  await options.storage.write(STATUS, new TextEncoder().encode(JSON.stringify(status))).catch(() => {});
  return { found, status, delay };
}

/** How the last look ended; undefined before the first. @type {(storage: Storage) => Promise<Status | undefined>} */
export async function statusOf(storage) {
  try {
    const bytes = await storage.read(STATUS);
    return bytes === undefined ? undefined : JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** One look at the publisher. Whatever goes wrong with it, its data or the storage is told, not thrown. @type {(options: Options, now?: number) => Promise<Found>} */
export const look = (options, now = Date.now()) => alone(() => lookAlone(options, now));

/** @type {(options: Options, now: number) => Promise<Found>} */
async function lookAlone(options, now) {
  /** @type {Found} */
  const found = { held: await heldBy(options), changed: false, troubles: [], retryAfter: null, goodUntil: null };
  const old = found.held;
  const shelf = new Shelf(options.storage, old.next);
  let isPlaced = false;
  try {
    await shelf.clear();
    await bringAll(options, shelf, found, now).catch((error) => tell(found, "", error));
    if (found.held !== old) {
      await writePointer(shelf, old, found.held);
      isPlaced = true;
    }
  } catch (error) {
    found.held = old;
    tell(found, "", error);
  } finally {
    if (!isPlaced) await shelf.clear().catch(() => {});
  }
  found.changed = found.held.rules !== old.rules || found.held.parts !== old.parts;
  return found;
}

/** Rules and each part stand alone: one that fails keeps its last good data, the others go on. @type {(options: Options, shelf: Shelf, found: Found, now: number) => Promise<void>} */
async function bringAll(options, shelf, found, now) {
  const { limits = {}, parts } = options;
  const url = options.url.replace(/\/+$/, "");
  const root = await rootOf({ ...options, url });
  const storage = within(options.storage, "tuf/");
  const updater = await Updater.open({ metadata: `${url}/metadata`, targets: `${url}/targets`, storage, root, limits, now });
  await updater.refresh().catch((error) => {
    throw explained(updater, error);
  });
  found.goodUntil = updater.trust.timestamp?.expires ?? null;
  if (Math.abs(updater.serverTime - now) > DAY) tell(found, "", wrongClock(updater));
  // Where the clock is behind, what was just fetched is still newer than what came with the extension.
  const taken = Math.max(now, options.packaged.made);
  for (const about of ["rules", ...parts]) {
    try {
      if (about === "rules") await takeRules(updater, shelf, found, options, taken);
      else await takePart(updater, shelf, found, about, taken);
    } catch (error) {
      if (error instanceof Unreachable && error.kind !== "gone" && error.kind !== "too_much") throw error; // the next would fail like this one
      tell(found, about, explained(updater, error));
    }
  }
}

/** What looks expired because this computer's clock is wrong is called so. @type {(updater: Updater, error: unknown) => unknown} */
function explained(updater, error) {
  const isExpired = error instanceof BadRepository && error.kind === "expired";
  return isExpired && Math.abs(updater.serverTime - updater.trust.now) > SKEW ? wrongClock(updater) : error;
}

/** @type {(updater: Updater) => BadRepository} */
const wrongClock = ({ serverTime, trust }) =>
  new BadRepository("the clock is wrong", "clock", { values: { minutes: Math.round(Math.abs(serverTime - trust.now) / 60_000) } });

/** @type {(updater: Updater, shelf: Shelf, found: Found, options: Options, now: number) => Promise<void>} */
async function takeRules(updater, shelf, found, { check }, now) {
  const made = await bringRules(updater, found.held.rules?.sha256, check);
  if (made === undefined) return;
  const { text, sha256, version } = made;
  found.held = { ...found.held, rules: { name: await shelf.put(text), sha256, version, taken: now } };
}

/** @type {(updater: Updater, shelf: Shelf, found: Found, part: string, now: number) => Promise<void>} */
async function takePart(updater, shelf, found, part, now) {
  const { parts, refused } = found.held;
  const old = Object.hasOwn(parts, part) ? parts[part] : undefined;
  const newest = await newestOf(updater, part);
  const { sequence, state } = newest;
  if (old?.state === state) {
    if (old.sequence !== sequence) found.held = { ...found.held, parts: { ...parts, [part]: { ...old, sequence } } };
    return;
  }
  const consent = await consented(updater, part);
  const states = `${old?.state} ${state}`;
  const before = refused[part];
  // A state that was refused is not fetched again at every look, only once the rules' owner consents.
  if (before?.states === states && !consent.has(state)) throw new BadRepository("refused before", "jump", { values: before.values });
  try {
    const made = await bringPart(updater, shelf, part, newest, old, consent);
    found.held = { ...found.held, parts: { ...parts, [part]: { ...made, sequence, taken: now } } };
  } catch (error) {
    const isJump = error instanceof BadRepository && error.kind === "jump";
    if (isJump) found.held = { ...found.held, refused: { ...refused, [part]: { states, values: error.values } } };
    throw error;
  }
}

/** @type {(found: Found, about: string, error: unknown) => void} */
function tell(found, about, error) {
  const { kind, values = {}, retryAfter } = /** @type {any} */ (error);
  found.retryAfter = retryAfter ?? found.retryAfter;
  found.troubles.push({ kind: kind ?? (isDisk(error) ? "disk" : "fault"), about, values });
}

/** Storages fail with a DOMException, or in Node with a code. @type {(error: unknown) => boolean} */
const isDisk = (error) => error instanceof DOMException || (error instanceof Error && "code" in error);
