/**
 * A registry of which only the keys that are asked for are in memory: eight bytes for each, in blocks that are read when
 * one of their keys is wanted. Rows are read when a key fits.
 *
 * A key's first 16 bits are its place in the prefix index, the next 32 are kept and compared, the last 16 are not: who
 * shares 48 bits by chance costs one read, for the row says whose it is.
 */

import { Registry } from "./registry.js";
import { isEmpty, readRow } from "./registry_rows.js";
import { Sha256 } from "./sha256.js";

/**
 * @typedef {import("./registry.js").Accounts} Accounts
 * @typedef {import("./registry.js").Row} Row
 * @typedef {import("./registry.js").Hashtag} Hashtag
 * @typedef {import("./registry_wire.js").Entries} Entries
 * @typedef {import("./registry_wire.js").Head} Head
 *
 * @typedef {object} Part one part of the registry, as it is stored
 * @property {Index} index
 * @property {Head} head
 * @property {(number: number) => Promise<string | undefined>} row the line of a row; undefined where there is none
 * @property {(number: number) => Promise<string | undefined>} shared the line of a shared row
 */

export const BUCKETS = 65_536;
/** Keys stored together. */
export const TOGETHER = 8_192;
/** Blocks of keys that are kept, 16 MB. */
const BLOCKS = 256;
const NAMES = 512;
/** @type {readonly number[]} */
const NONE = Object.freeze([]);
const encoder = new TextEncoder();

export class Index {
  /**
   * @param {Uint32Array<ArrayBuffer>} prefix for each of the 65,536 beginnings of a key how many keys come before it; and how many there are
   * @param {(block: number) => Promise<Uint32Array<ArrayBuffer>>} read the middle of every key of a block, then the row of every one
   */
  constructor(prefix, read) {
    if (prefix.length !== BUCKETS + 1) throw new TypeError("an index of another size");
    this.prefix = prefix;
    this.count = prefix[BUCKETS] ?? 0;
    this.read = read;
    /** @type {Map<number, Uint32Array>} */
    this.blocks = new Map();
    /** Blocks that were asked for. @type {Set<number>} */
    this.wanted = new Set();
  }

  /** The rows that may have a name; undefined where that is not read yet. @param {string} platform @param {string} kind @param {string} name @returns {readonly number[] | undefined} */
  rows(platform, kind, name) {
    const words = new Sha256().update(encoder.encode(`${platform}:${kind}:${name}`)).words();
    const [high, low] = [words[0] ?? 0, words[1] ?? 0];
    const middle = ((high << 16) | (low >>> 16)) >>> 0;
    const from = this.prefix[high >>> 16] ?? 0;
    const end = this.prefix[(high >>> 16) + 1] ?? 0;
    if (from === end) return NONE;
    /** @type {number[]} */
    const found = [];
    let isRead = true;
    for (let block = Math.floor(from / TOGETHER); block * TOGETHER < end; block++) {
      const keys = this.blocks.get(block);
      if (keys === undefined) {
        this.wanted.add(block);
        isRead = false;
      } else {
        const first = block * TOGETHER;
        search(keys, Math.max(from - first, 0), Math.min(end - first, keys.length / 2), middle, found);
      }
    }
    return isRead ? found : undefined;
  }

  /** Reads what was asked for. */
  async fill() {
    const blocks = [...this.wanted];
    this.wanted.clear();
    await Promise.all(blocks.map(async (block) => this.blocks.set(block, await this.read(block).catch(() => new Uint32Array()))));
  }

  /** Lets go of what was read, where it is much. */
  tidy() {
    if (this.blocks.size > BLOCKS) this.blocks.clear();
  }

  /** All entries, given the 16 bits of every key that the index leaves out. @param {Uint16Array} rest @returns {Promise<Entries>} */
  async entries(rest) {
    const keys = new Uint32Array(2 * this.count);
    const numbers = new Uint32Array(this.count);
    let bucket = 0;
    for (let first = 0; first < this.count; first += TOGETHER) {
      const words = await this.read(first / TOGETHER);
      const half = words.length / 2;
      numbers.set(words.subarray(half), first);
      for (let at = first; at < first + half; at++) {
        while (at >= /** @type {number} */ (this.prefix[bucket + 1])) bucket++;
        const middle = /** @type {number} */ (words[at - first]);
        keys[2 * at] = (middle << 16) | /** @type {number} */ (rest[at]);
        keys[2 * at + 1] = (bucket << 16) | (middle >>> 16);
      }
    }
    return { keys, numbers };
  }
}

/** Adds the rows of all keys with this middle that stand between two places of a block. @type {(keys: Uint32Array, from: number, end: number, middle: number, found: number[]) => void} */
function search(keys, from, end, middle, found) {
  let first = from;
  for (let last = end; first < last; ) {
    const half = (first + last) >>> 1;
    if (/** @type {number} */ (keys[half]) < middle) first = half + 1;
    else last = half;
  }
  for (; first < end && keys[first] === middle; first++) found.push(/** @type {number} */ (keys[keys.length / 2 + first]));
}

/** What an index of entries in order is stored as: its prefix, and its blocks one by one. @type {(entries: Entries) => { prefix: Uint32Array<ArrayBuffer>, blocks: () => Generator<Uint32Array<ArrayBuffer>> }} */
export function indexOf({ keys, numbers }) {
  const prefix = new Uint32Array(BUCKETS + 1);
  for (let at = 1; at < keys.length; at += 2) {
    const bucket = /** @type {number} */ (keys[at]) >>> 16;
    prefix[bucket + 1] = /** @type {number} */ (prefix[bucket + 1]) + 1;
  }
  for (let at = 0; at < BUCKETS; at++) prefix[at + 1] = /** @type {number} */ (prefix[at + 1]) + /** @type {number} */ (prefix[at]);
  return { prefix, blocks };

  function* blocks() {
    for (let first = 0; first < numbers.length; first += TOGETHER) {
      const some = numbers.subarray(first, first + TOGETHER);
      const words = new Uint32Array(2 * some.length);
      for (let at = 0; at < some.length; at++) {
        const [low, high] = [keys[2 * (first + at)] ?? 0, keys[2 * (first + at) + 1] ?? 0];
        words[at] = (high << 16) | (low >>> 16);
      }
      words.set(some, some.length);
      yield words;
    }
  }
}

/**
 * Accounts of stored parts. Answers come at once; those that need what is not yet read are wrong until `settled` has read it.
 *
 * @implements {Accounts}
 */
export class StoredAccounts {
  /** @param {readonly Part[]} parts */
  constructor(parts) {
    this.parts = parts;
    this.known = new Set(parts.flatMap(({ head }) => head.platforms));
    this.open = new Set(parts.flatMap(({ head }) => head.contests));
    /** Answers that were read. @type {Map<string, readonly any[]>} */
    this.read = new Map();
    /** Rows by what is written in them: the same row is always the same object. @type {Map<string, Row | Hashtag>} */
    this.rows = new Map();
    /** @type {Map<string, [string, string, string]>} */
    this.missing = new Map();
  }

  /**
   * What some work says once every row it asks for is there. It may be done more than once.
   *
   * @template T
   * @param {() => T} work
   * @returns {Promise<T>}
   */
  async settled(work) {
    if (this.read.size > NAMES) this.forget();
    for (const { index } of this.parts) index.tidy();
    for (;;) {
      this.missing.clear();
      const done = work();
      const unread = this.parts.filter(({ index }) => index.wanted.size > 0);
      if (this.missing.size + unread.length === 0) return done;
      await Promise.all(unread.map(({ index }) => index.fill()));
      for (const [asked, name] of [...this.missing]) this.read.set(asked, await this.#fetch(...name));
    }
  }

  /** Lets go of all rows that were read. */
  forget() {
    this.read.clear();
    this.rows.clear();
  }

  /** @param {string} platform @param {string} id @returns {readonly Row[]} */
  withId(platform, id) {
    return this.#found(platform, "id", id);
  }

  /** @param {string} platform @param {string} handle @returns {readonly Row[]} */
  withHandle(platform, handle) {
    return this.#found(platform, "handle", handle);
  }

  /** @param {string} tag @returns {readonly Hashtag[]} */
  hashtag(tag) {
    return this.#found("", "hashtag", tag);
  }

  /** @returns {ReadonlySet<string>} */
  platforms() {
    return this.known;
  }

  /** @returns {ReadonlySet<string>} */
  contests() {
    return this.open;
  }

  /** @param {string} platform @param {string} kind @param {string} name @returns {readonly any[]} */
  #found(platform, kind, name) {
    if (name === "" || (kind !== "hashtag" && !this.known.has(platform))) return [];
    const rows = this.parts.map(({ index }) => index.rows(platform, kind, name));
    if (rows.includes(undefined) || rows.every((one) => one?.length === 0)) return [];
    const asked = `${platform}:${kind}:${name}`;
    const read = this.read.get(asked);
    if (read === undefined) this.missing.set(asked, [platform, kind, name]);
    return read ?? [];
  }

  /** All rows of a name, each once and in order. @param {string} platform @param {string} kind @param {string} name @returns {Promise<readonly any[]>} */
  async #fetch(platform, kind, name) {
    /** @type {Set<any>} */
    const found = new Set();
    for (const part of this.parts) {
      for (const number of part.index.rows(platform, kind, name) ?? NONE) {
        const line = (await part.row(number)) ?? "";
        const row = isEmpty(line) ? undefined : await readRow(line, part.shared);
        if (row !== undefined) found.add(this.#same(row));
      }
    }
    if (kind === "hashtag") return new Registry([], [...found].filter((row) => "tag" in row)).hashtag(name);
    const registry = new Registry([...found].filter((row) => !("tag" in row)));
    return kind === "id" ? registry.withId(platform, name) : registry.withHandle(platform, name);
  }

  /** @template {Row | Hashtag} T @param {T} row @returns {T} */
  #same(row) {
    const written = JSON.stringify(row);
    const kept = this.rows.get(written) ?? row;
    this.rows.set(written, kept);
    return /** @type {T} */ (kept);
  }
}
