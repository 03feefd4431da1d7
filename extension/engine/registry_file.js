/**
 * A registry whose keys are in memory and whose rows are not: eight bytes for each key, rows are read when a key fits.
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
const NAMES = 512;
const encoder = new TextEncoder();

export class Index {
  /** @param {Uint32Array<ArrayBuffer>} words the prefix index with its 65,537 entries, the middle of every key, the row of every key */
  constructor(words) {
    const keys = words[BUCKETS] ?? 0;
    if (words.length !== BUCKETS + 1 + 2 * keys) throw new TypeError("an index of another size");
    this.words = words;
    this.prefix = words.subarray(0, BUCKETS + 1);
    this.middle = words.subarray(BUCKETS + 1, BUCKETS + 1 + keys);
    this.numbers = words.subarray(BUCKETS + 1 + keys);
  }

  /** The index of entries in order. @param {Entries} entries */
  static of({ keys, numbers }) {
    const count = numbers.length;
    const words = new Uint32Array(BUCKETS + 1 + 2 * count);
    for (let at = 0; at < count; at++) {
      const [low, high] = [keys[2 * at] ?? 0, keys[2 * at + 1] ?? 0];
      const bucket = high >>> 16;
      words[bucket + 1] = /** @type {number} */ (words[bucket + 1]) + 1;
      words[BUCKETS + 1 + at] = (high << 16) | (low >>> 16);
    }
    for (let bucket = 0; bucket < BUCKETS; bucket++) words[bucket + 1] = /** @type {number} */ (words[bucket + 1]) + /** @type {number} */ (words[bucket]);
    words.set(numbers, BUCKETS + 1 + count);
    return new Index(words);
  }

  /** The entries again, given the 16 bits of every key that the index leaves out. @param {Uint16Array} rest @returns {Entries} */
  entries(rest) {
    const keys = new Uint32Array(2 * this.middle.length);
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      for (let at = this.prefix[bucket] ?? 0; at < /** @type {number} */ (this.prefix[bucket + 1]); at++) {
        const middle = /** @type {number} */ (this.middle[at]);
        keys[2 * at] = (middle << 16) | /** @type {number} */ (rest[at]);
        keys[2 * at + 1] = (bucket << 16) | (middle >>> 16);
      }
    }
    return { keys, numbers: this.numbers.slice() };
  }

  /** The rows that may have a name. @param {string} platform @param {string} kind @param {string} name @returns {Uint32Array} */
  rows(platform, kind, name) {
    const words = new Sha256().update(encoder.encode(`${platform}:${kind}:${name}`)).words();
    const [high, low] = [words[0] ?? 0, words[1] ?? 0];
    const wanted = ((high << 16) | (low >>> 16)) >>> 0;
    let from = this.prefix[high >>> 16] ?? 0;
    const last = this.prefix[(high >>> 16) + 1] ?? 0;
    for (let end = last; from < end; ) {
      const half = (from + end) >>> 1;
      if (/** @type {number} */ (this.middle[half]) < wanted) from = half + 1;
      else end = half;
    }
    let end = from;
    while (end < last && this.middle[end] === wanted) end++;
    return this.numbers.subarray(from, end);
  }
}

/**
 * Accounts of stored parts. Answers come at once; those that need rows not yet read are wrong until `settled` has read them.
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
    for (;;) {
      this.missing.clear();
      const done = work();
      if (this.missing.size === 0) return done;
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
    if (this.parts.every(({ index }) => index.rows(platform, kind, name).length === 0)) return [];
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
      for (const number of part.index.rows(platform, kind, name)) {
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
