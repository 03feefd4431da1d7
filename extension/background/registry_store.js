/**
 * A part of the registry as it is stored: an index and lines, each in blocks that are read one at a time.
 *
 * A new state is written beside the old one. Blocks in which nothing changed belong to both.
 */

import { Index, TOGETHER, indexOf } from "../engine/registry_file.js";
import { BLOCK, BadRegistryFile, MOST, checkEntries, hex, joined, merged, readHead, readJson, readKeys, unpacked, unpackedWhole } from "../engine/registry_wire.js";
import { checkRow, checkShared, isAccount, textsOf } from "../engine/registry_rows.js";
import { Sha256 } from "../engine/sha256.js";
import { LINES, Lines, joinLines, lineAt, patchLines, readBlock, splitLines, writeLines } from "./registry_lines.js";

/**
 * @typedef {import("./storage.js").Storage} Storage
 * @typedef {import("./shelf.js").Shelf} Shelf
 * @typedef {import("./registry_lines.js").Patch} Patch
 * @typedef {import("../engine/registry_file.js").Part} Part
 * @typedef {import("../engine/registry_wire.js").Entries} Entries
 * @typedef {import("../engine/registry_wire.js").Head} Head
 *
 * @typedef {object} HeldState a state by the names in the storage
 * @property {string} state
 * @property {number} keys
 * @property {Head} head
 * @property {string} index where in it keys with the same beginning are
 * @property {string[]} blocks its keys
 * @property {string} rest the bits of the keys that the index leaves out
 * @property {string[]} shared
 * @property {string[]} rows
 * @property {string} digests the hash of every block of rows
 *
 * @typedef {object} Records
 * @property {Head} head
 * @property {Uint8Array} first the head as it is written
 * @property {string[]} shared
 * @property {string[]} rows
 * @property {Uint8Array<ArrayBuffer>} digests
 */

const DIGEST = 32;
const NAME = new TextEncoder().encode("jari-netral registry 1\n");

/** Writes the state that comes as keys and records, whole. @type {(shelf: Shelf, keys: Uint8Array<ArrayBuffer>, records: Uint8Array<ArrayBuffer>) => Promise<HeldState>} */
export async function writeBase(shelf, keys, records) {
  const read = await readKeys(keys, 0);
  if (!("state" in read)) throw new BadRegistryFile("a change where a whole state should be");
  const lines = new Lines(unpacked(records, MOST.text));
  const first = await lines.take(1);
  const head = readHead(first);
  /** @type {Set<number>} */
  const known = new Set();
  const shared = await writeLines(shelf, lines, head.shared, (block, at) => noteShared(known, block, at));
  const digests = new Uint8Array(DIGEST * Math.ceil(head.rows / BLOCK));
  const digest = digesting(digests);
  let accounts = 0;
  const rows = await writeLines(shelf, lines, head.rows, (block, at) => {
    digest(block, at);
    accounts += countAccounts(block, known);
  });
  await lines.end();
  if (accounts !== head.accounts) throw new BadRegistryFile("the head counts other accounts");
  return writeState(shelf, read.entries, { head, first, shared, rows, digests }, read.state);
}

/** Writes the state that a change makes of one that is held; the change may be a whole state as well. @type {(shelf: Shelf, held: HeldState, keys: Uint8Array<ArrayBuffer>, records: Uint8Array<ArrayBuffer>) => Promise<HeldState>} */
export async function writeDelta(shelf, held, keys, records) {
  const { storage } = shelf;
  const delta = await readKeys(keys, held.head.rows);
  if ("state" in delta) return writeBase(shelf, keys, records);
  if (delta.from !== held.state) throw new BadRegistryFile("a change of another state");
  const patches = readPatches(held, delta.to, splitLines(await unpackedWhole(records, MOST.delta)));
  const { head } = patches;
  const digests = new Uint8Array(DIGEST * Math.ceil(head.rows / BLOCK));
  digests.set(await readBlock(storage, held.digests));
  const shared = await patchLines(shelf, held.shared, patches.shared, () => {});
  let accounts = held.head.accounts;
  const rows = await patchLines(shelf, held.rows, patches.rows, digesting(digests), (line, old) => {
    if (isAccount(old)) accounts--;
    return padded(line, old);
  });
  accounts += await countPatch(storage, shared, patches.rows);
  if (accounts !== head.accounts) throw new BadRegistryFile("the head counts other accounts");
  const made = { head, first: joinLines([patches.first]), shared, rows, digests };
  return writeState(shelf, merged(await readEntries(storage, held), delta), made, delta.to);
}

/** A part that is held, as the engine asks it; `torn` is called where some of it turns out to be gone. @type {(storage: Storage, held: HeldState, torn?: () => void) => Promise<Part>} */
export async function openPart(storage, held, torn = () => {}) {
  const telling = (/** @type {unknown} */ error) => {
    torn();
    throw error;
  };
  const keys = (/** @type {number} */ block) => readKeysOf(storage, held, block).catch(telling);
  const index = new Index(words(await readBlock(storage, held.index)), keys);
  if (index.count !== held.keys) throw new BadRegistryFile("an index of another state");
  const reader = (/** @type {string[]} */ blocks) => async (/** @type {number} */ number) => {
    const line = await lineAt(storage, blocks, number).catch(() => undefined);
    if (line === undefined) torn();
    return line;
  };
  return { index, head: held.head, row: reader(held.rows), shared: reader(held.shared) };
}

/** @type {(storage: Storage, held: HeldState, block: number) => Promise<Uint32Array<ArrayBuffer>>} */
async function readKeysOf(storage, { blocks, keys }, block) {
  const found = words(await readBlock(storage, blocks[block] ?? ""));
  if (found.length !== 2 * Math.min(TOGETHER, keys - block * TOGETHER)) throw new BadRegistryFile("keys of another state");
  return found;
}

/** @type {(bytes: Uint8Array<ArrayBuffer>) => Uint32Array<ArrayBuffer>} */
const words = ({ buffer }) => new Uint32Array(buffer);

/** The entries of a state that is held. @type {(storage: Storage, held: HeldState) => Promise<Entries>} */
export async function readEntries(storage, held) {
  const { index } = await openPart(storage, held);
  return index.entries(new Uint16Array((await readBlock(storage, held.rest)).buffer));
}

/** All names that a state is stored under. @type {(held: HeldState) => string[]} */
export const namesOf = (held) => [held.index, held.rest, held.digests, ...held.blocks, ...held.shared, ...held.rows];

/** Checks that what came out is the state it should be, before anything is said of it. @type {(shelf: Shelf, entries: Entries, records: Records, expected: string) => Promise<HeldState>} */
async function writeState(shelf, entries, { head, first, shared, rows, digests }, expected) {
  checkEntries(entries, head.rows);
  const text = new Sha256().update(first);
  for (const name of shared) text.update(await readBlock(shelf.storage, name));
  const parts = [await digestOf(entries.keys), await digestOf(entries.numbers), text.digest(), await digestOf(digests)];
  const state = hex(await digestOf(joined([NAME, ...parts])));
  if (state !== expected) throw new BadRegistryFile(`the result is the state ${state}, not ${expected}`);
  const count = entries.numbers.length;
  const rest = new Uint16Array(count);
  for (let at = 0; at < count; at++) rest[at] = /** @type {number} */ (entries.keys[2 * at]) & 0xffff;
  const { prefix, blocks } = indexOf(entries);
  const index = await shelf.put(new Uint8Array(prefix.buffer));
  const names = [];
  for (const block of blocks()) names.push(await shelf.put(new Uint8Array(block.buffer)));
  const kept = { rest: await shelf.put(new Uint8Array(rest.buffer)), digests: await shelf.put(digests) };
  return { state, keys: count, head, index, blocks: names, shared, rows, ...kept };
}

/** Puts the hashes of the rows it is told of into their places. @type {(digests: Uint8Array) => (stored: Uint8Array, at: number) => void} */
const digesting = (digests) => (stored, at) => {
  const lines = splitLines(stored);
  for (let from = 0, start = 0; from < lines.length; from += BLOCK) {
    const end = lines.slice(from, from + BLOCK).reduce((place, line) => place + line.length + 1, start);
    const hash = new Sha256().update(stored.subarray(start, end)).digest();
    digests.set(hash, (DIGEST * (at * LINES + from)) / BLOCK);
    start = end;
  }
};

/** @type {(bytes: Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>} */
const digestOf = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/** Notes which shared rows are there, and checks them. @type {(known: Set<number>, block: Uint8Array, at: number) => void} */
function noteShared(known, block, at) {
  for (const [place, line] of textsOf(block).entries()) {
    checkShared(line);
    if (line !== "") known.add(at * LINES + place);
  }
}

/** Checks rows, and says how many of them are accounts. @type {(rows: Uint8Array, known: ReadonlySet<number>) => number} */
function countAccounts(rows, known) {
  for (const line of textsOf(rows)) checkRow(line, (number) => known.has(number));
  return splitLines(rows).filter(isAccount).length;
}

/** Checks the rows of a change against all shared rows that come out, and says how many of them are accounts. @type {(storage: Storage, shared: readonly string[], rows: Patch) => Promise<number>} */
async function countPatch(storage, shared, { changed, more }) {
  /** @type {Set<number>} */
  const known = new Set();
  for (const [at, name] of shared.entries()) noteShared(known, await readBlock(storage, name), at);
  return countAccounts(joinLines([...changed.values(), ...more]), known);
}

/** What a change says of the lines. @type {(held: HeldState, to: string, lines: Uint8Array[]) => { first: Uint8Array, head: Head, shared: Patch, rows: Patch }} */
function readPatches(held, to, lines) {
  const [start, first, ...rest] = lines;
  if (start === undefined || first === undefined) throw new BadRegistryFile("the change of the records breaks off");
  const spec = readJson(start);
  const head = readHead(first);
  if (spec?.from !== held.state || spec.to !== to) throw new BadRegistryFile("keys and records are not for the same states");
  const shared = readNumbers(spec.shared, held.head.shared);
  const rows = readNumbers(spec.rows, held.head.rows);
  const more = { shared: head.shared - held.head.shared, rows: head.rows - held.head.rows };
  const fits = more.shared >= 0 && more.rows >= 0 && rest.length === shared.length + more.shared + rows.length + more.rows;
  if (!fits) throw new BadRegistryFile("the change of the records has another number of lines");
  const take = (/** @type {number[]} */ numbers, /** @type {number} */ count) => ({
    changed: new Map(rest.splice(0, numbers.length).map((line, at) => [/** @type {number} */ (numbers[at]), line])),
    more: rest.splice(0, count),
  });
  return { first, head, shared: take(shared, more.shared), rows: take(rows, more.rows) };
}

/** Rising numbers below an end. @type {(given: unknown, end: number) => number[]} */
function readNumbers(given, end) {
  const fits =
    Array.isArray(given) &&
    given.every((number, at) => Number.isSafeInteger(number) && number >= 0 && number < end && (at === 0 || given[at - 1] < number));
  if (!fits) throw new BadRegistryFile("the change names lines that are not there");
  return given;
}

/** A line in the place of a longer one. @type {(line: Uint8Array, old: Uint8Array) => Uint8Array} */
function padded(line, old) {
  if (line.length > old.length) throw new BadRegistryFile("a line is longer than its place");
  const whole = new Uint8Array(old.length).fill(0x20);
  whole.set(line);
  return whole;
}
