/** Lines by the million: in blocks, cut as they come in, patched block by block, found by their number. */

import { BadRegistryFile, joined } from "../engine/registry_wire.js";

/**
 * @typedef {import("./storage.js").Storage} Storage
 * @typedef {import("./shelf.js").Shelf} Shelf
 * @typedef {(block: Uint8Array, at: number) => void} Told is told of a block
 * @typedef {{ changed: Map<number, Uint8Array>, more: Uint8Array[] }} Patch lines that are other than before, and those that follow the last
 */

/** Lines stored together: a multiple of those hashed together. */
export const LINES = 1024;
const NEWLINE = 10;
const END = Uint8Array.of(NEWLINE);

/** Lines out of pieces that are cut anywhere. */
export class Lines {
  /** @param {AsyncGenerator<Uint8Array>} pieces */
  constructor(pieces) {
    this.pieces = pieces;
    /** @type {Uint8Array} */
    this.rest = new Uint8Array();
  }

  /** The next lines, exactly so many, each with its end. @param {number} count */
  async take(count) {
    /** @type {Uint8Array[]} */
    const taken = [];
    for (let left = count; left > 0; ) {
      if (!(await this.#more())) throw new BadRegistryFile("the lines break off");
      let end = 0;
      while (left > 0 && end < this.rest.length) {
        const at = this.rest.indexOf(NEWLINE, end);
        end = at < 0 ? this.rest.length : at + 1;
        if (at >= 0) left--;
      }
      taken.push(this.rest.subarray(0, end));
      this.rest = this.rest.subarray(end);
    }
    return joined(taken);
  }

  /** Throws where anything is left. */
  async end() {
    if (await this.#more()) throw new BadRegistryFile("there are more lines than the head says");
  }

  async #more() {
    while (this.rest.length === 0) {
      const next = await this.pieces.next();
      if (next.done) return false;
      this.rest = next.value;
    }
    return true;
  }
}

/** Stores so many lines in blocks, and says under which names. @type {(shelf: Shelf, lines: Lines, count: number, told: Told) => Promise<string[]>} */
export async function writeLines(shelf, lines, count, told) {
  const blocks = [];
  for (let left = count; left > 0; left -= LINES) {
    const block = await lines.take(Math.min(left, LINES));
    told(block, blocks.length);
    blocks.push(await shelf.put(block));
  }
  return blocks;
}

/**
 * Stores the blocks that a patch changes, and says under which names all of them are now.
 *
 * @param {Shelf} shelf
 * @param {readonly string[]} old
 * @param {Patch} patch
 * @param {Told} told
 * @param {(line: Uint8Array, old: Uint8Array) => Uint8Array} [fit] makes a line fit into the place of another
 */
export async function patchLines(shelf, old, { changed, more }, told, fit = (line) => line) {
  const blocks = [...old];
  const following = [...more];
  const touched = new Set([...changed.keys()].map((number) => Math.floor(number / LINES)));
  if (following.length > 0 && old.length > 0) touched.add(old.length - 1);
  for (const at of touched) {
    const lines = splitLines(await readBlock(shelf.storage, /** @type {string} */ (old[at]))).map((line, place) => {
      const other = changed.get(at * LINES + place);
      return other === undefined ? line : fit(other, line);
    });
    if (at === old.length - 1) lines.push(...following.splice(0, LINES - lines.length));
    await place(lines, at);
  }
  for (let at = old.length; following.length > 0; at++) await place(following.splice(0, LINES), at);
  return blocks;

  /** @param {Uint8Array[]} lines @param {number} at */
  async function place(lines, at) {
    const block = joinLines(lines);
    told(block, at);
    blocks[at] = await shelf.put(block);
  }
}

/** A block that has to be there. @type {(storage: Storage, name: string) => Promise<Uint8Array<ArrayBuffer>>} */
export async function readBlock(storage, name) {
  const block = await storage.read(name);
  if (block === undefined) throw new BadRegistryFile("what was stored is gone");
  return block;
}

/** A line by its number; undefined where there is none. @type {(storage: Storage, blocks: readonly string[], number: number) => Promise<string | undefined>} */
export async function lineAt(storage, blocks, number) {
  const name = blocks[Math.floor(number / LINES)];
  const block = name === undefined ? undefined : await storage.read(name);
  if (block === undefined) return undefined;
  let start = 0;
  for (let left = number % LINES; left > 0; left--) start = block.indexOf(NEWLINE, start) + 1 || block.length;
  const end = block.indexOf(NEWLINE, start);
  return end < 0 ? undefined : new TextDecoder().decode(block.subarray(start, end));
}

/** Lines without their ends. @type {(text: Uint8Array) => Uint8Array[]} */
export function splitLines(text) {
  const lines = [];
  let start = 0;
  for (let end = text.indexOf(NEWLINE); end >= 0; end = text.indexOf(NEWLINE, start)) {
    lines.push(text.subarray(start, end));
    start = end + 1;
  }
  if (start !== text.length) throw new BadRegistryFile("the lines break off");
  return lines;
}

/** Lines with their ends. @type {(lines: readonly Uint8Array[]) => Uint8Array<ArrayBuffer>} */
export const joinLines = (lines) => joined(lines.flatMap((line) => [line, END]));
