/**
 * How a registry travels, as docs/registry-file.md says: entries as planes of bytes, records as lines, both gzip.
 *
 * A key has 64 bits and lies in two 32-bit words, the lower first, so that the words are the bytes that a hash covers.
 */

export const FORMAT = 1;
/** Rows that are hashed together. */
export const BLOCK = 64;
export const MOST = Object.freeze({ keys: 20_000_000, rows: 10_000_000, text: 536_870_912, delta: 67_108_864, head: 1_048_576, line: 16_384 });

const BASE = { magic: "JARIKEYB", size: 48 };
const DELTA = { magic: "JARIKEYD", size: 84 };
const WORD = 2 ** 32;

/** A registry, or a change of one, that can't be used. */
export class BadRegistryFile extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = "BadRegistryFile";
    this.kind = "damaged";
  }
}

/**
 * Entries in order of their keys: `keys` holds two words for each, `numbers` the row it leads to.
 *
 * @typedef {{ keys: Uint32Array<ArrayBuffer>, numbers: Uint32Array<ArrayBuffer> }} Entries
 * @typedef {{ state: string, entries: Entries }} Base
 * @typedef {{ from: string, to: string, gone: Uint32Array, come: Entries }} Delta
 * @typedef {{ shared: number, rows: number, accounts: number, platforms: string[], contests: string[] }} Head
 */

/** What gzip holds, piece by piece, at most so many bytes in all. @type {(packed: Uint8Array<ArrayBuffer>, most: number) => AsyncGenerator<Uint8Array>} */
export async function* unpacked(packed, most) {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  let length = 0;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      length += read.value.length;
      if (length > most) throw new BadRegistryFile(`unpacks to more than ${most} bytes`);
      yield read.value;
    }
  } catch (error) {
    throw error instanceof BadRegistryFile ? error : new BadRegistryFile("can't be unpacked");
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** What gzip holds, whole. @type {(packed: Uint8Array<ArrayBuffer>, most: number) => Promise<Uint8Array<ArrayBuffer>>} */
export async function unpackedWhole(packed, most) {
  /** @type {Uint8Array[]} */
  const pieces = [];
  for await (const piece of unpacked(packed, most)) pieces.push(piece);
  return joined(pieces);
}

/** Pieces one after another. @type {(pieces: readonly Uint8Array[]) => Uint8Array<ArrayBuffer>} */
export function joined(pieces) {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/**
 * The keys of a whole state, or what changed from one to the next; `rows` is how many the state before has.
 *
 * @param {Uint8Array<ArrayBuffer>} packed
 * @param {number} rows
 * @returns {Promise<Base | Delta>}
 */
export async function readKeys(packed, rows) {
  const raw = await unpackedWhole(packed, DELTA.size + 4 * MOST.keys + entriesSize(MOST.keys));
  const magic = String.fromCharCode(...raw.subarray(0, 8));
  const size = magic === BASE.magic ? BASE.size : DELTA.size;
  if ((magic !== BASE.magic && magic !== DELTA.magic) || raw.length < size) throw new BadRegistryFile("these are no keys");
  const view = new DataView(raw.buffer);
  if (view.getUint32(8, true) !== FORMAT) throw new BadRegistryFile("keys of another format");
  const body = raw.subarray(size);
  const count = view.getUint32(12, true);
  if (magic === BASE.magic) return { state: hex(raw.subarray(16, 48)), entries: readEntries(body, count, -1) };
  const gone = readSteps(body.subarray(0, 4 * count), count);
  const come = readEntries(body.subarray(4 * count), view.getUint32(16, true), rows - 1);
  return { from: hex(raw.subarray(20, 52)), to: hex(raw.subarray(52, 84)), gone, come };
}

/** How many bytes so many entries are. @type {(count: number) => number} */
const entriesSize = (count) => 12 * count + Math.ceil(count / 8);

/** Entries from gaps between keys, a bit where a row was named before, and steps between rows. @type {(data: Uint8Array, count: number, last: number) => Entries} */
function readEntries(data, count, last) {
  if (count > MOST.keys || data.length !== entriesSize(count)) throw new BadRegistryFile(`${count} entries don't take ${data.length} bytes`);
  const flags = data.subarray(8 * count, 8 * count + Math.ceil(count / 8));
  let firsts = 0;
  for (let at = 0; at < count; at++) firsts += bit(flags, at) ? 0 : 1;
  const rest = data.subarray(8 * count + flags.length);
  const steps = plane(rest.subarray(0, 4 * firsts), firsts, 0);
  const others = plane(rest.subarray(4 * firsts), count - firsts, 0);
  const entries = { keys: summed(data.subarray(0, 8 * count), count), numbers: new Uint32Array(count) };
  const first = last + 1;
  for (let at = 0, opened = 0, again = 0; at < count; at++) {
    let number;
    if (bit(flags, at)) {
      number = (/** @type {number} */ (others[again++]) + first) % WORD;
    } else {
      const step = /** @type {number} */ (steps[opened++]);
      number = last += 1 + (step % 2 === 0 ? step / 2 : -(step - 1) / 2 - 1);
    }
    if (number < 0 || number >= MOST.rows) throw new BadRegistryFile("a key leads to a row that can't be");
    entries.numbers[at] = number;
  }
  return entries;
}

/** @type {(flags: Uint8Array, at: number) => boolean} */
const bit = (flags, at) => ((/** @type {number} */ (flags[at >> 3]) >> (at & 7)) & 1) === 1;

/** The numbers of four planes, from this one on. @type {(data: Uint8Array, count: number, from: number) => Uint32Array} */
function plane(data, count, from) {
  const numbers = new Uint32Array(count);
  for (let at = 0; at < count; at++) {
    const place = from * count + at;
    numbers[at] =
      /** @type {number} */ (data[place]) |
      (/** @type {number} */ (data[place + count]) << 8) |
      (/** @type {number} */ (data[place + 2 * count]) << 16) |
      (/** @type {number} */ (data[place + 3 * count]) << 24);
  }
  return numbers;
}

/** Keys from the gaps between them. @type {(data: Uint8Array, count: number) => Uint32Array<ArrayBuffer>} */
function summed(data, count) {
  const [lows, highs] = [plane(data, count, 0), plane(data, count, 4)];
  const keys = new Uint32Array(2 * count);
  for (let at = 0, low = 0, high = 0; at < count; at++) {
    low += /** @type {number} */ (lows[at]);
    high += /** @type {number} */ (highs[at]) + (low >= WORD ? 1 : 0);
    low %= WORD;
    if (high >= WORD) throw new BadRegistryFile("keys pass 64 bits");
    keys[2 * at] = low;
    keys[2 * at + 1] = high;
  }
  return keys;
}

/** Rising places from the steps between them. @type {(data: Uint8Array, count: number) => Uint32Array} */
function readSteps(data, count) {
  if (data.length !== 4 * count) throw new BadRegistryFile("the delta of the keys is cut off");
  const places = plane(data, count, 0);
  for (let at = 0, last = -1; at < count; at++) {
    last += /** @type {number} */ (places[at]) + 1;
    if (last >= MOST.keys) throw new BadRegistryFile("a place that can't be");
    places[at] = last;
  }
  return places;
}

/** Entries after a delta, in order by key and row. @type {(old: Entries, delta: Delta) => Entries} */
export function merged(old, { gone, come }) {
  const [had, comes] = [old.numbers.length, come.numbers.length];
  if (gone.length > 0 && /** @type {number} */ (gone[gone.length - 1]) >= had) throw new BadRegistryFile("an entry goes that is not there");
  const count = had - gone.length + comes;
  if (count > MOST.keys) throw new BadRegistryFile("too many keys");
  const made = { keys: new Uint32Array(2 * count), numbers: new Uint32Array(count) };
  let [from, next, leaving] = [0, 0, 0];
  for (let at = 0; at < count; at++) {
    while (leaving < gone.length && gone[leaving] === from) {
      leaving++;
      from++;
    }
    const fromOld = next >= comes || (from < had && compare(old, from, come, next) < 0);
    const [source, place] = fromOld ? [old, from++] : [come, next++];
    made.keys[2 * at] = /** @type {number} */ (source.keys[2 * place]);
    made.keys[2 * at + 1] = /** @type {number} */ (source.keys[2 * place + 1]);
    made.numbers[at] = /** @type {number} */ (source.numbers[place]);
  }
  return made;
}

/** Below zero where an entry stands before another. @type {(one: Entries, at: number, other: Entries, place: number) => number} */
function compare(one, at, other, place) {
  return compareKeys(one.keys, at, other.keys, place) || /** @type {number} */ (one.numbers[at]) - /** @type {number} */ (other.numbers[place]);
}

/** @type {(one: Uint32Array, at: number, other: Uint32Array, place: number) => number} */
function compareKeys(one, at, other, place) {
  const high = /** @type {number} */ (one[2 * at + 1]) - /** @type {number} */ (other[2 * place + 1]);
  return high || /** @type {number} */ (one[2 * at]) - /** @type {number} */ (other[2 * place]);
}

/** Throws unless entries are in order, each once, and lead to rows that are there. @type {(entries: Entries, rows: number) => void} */
export function checkEntries(entries, rows) {
  for (let at = 0; at < entries.numbers.length; at++) {
    if (/** @type {number} */ (entries.numbers[at]) >= rows) throw new BadRegistryFile("a key leads to no row");
    if (at > 0 && compare(entries, at - 1, entries, at) >= 0) throw new BadRegistryFile("keys are not in order");
  }
}

/** How many keys came and went from one state to another. @type {(old: Entries, made: Entries) => number} */
export function changes(old, made) {
  const [had, has] = [old.numbers.length, made.numbers.length];
  let [from, to, count] = [0, 0, 0];
  while (from < had && to < has) {
    const order = compareKeys(old.keys, from, made.keys, to);
    if (order <= 0) from++;
    if (order >= 0) to++;
    if (order !== 0) count++;
  }
  return count + (had - from) + (has - to);
}

/** The head of the records: what there is to know without the rows. @type {(line: Uint8Array) => Head} */
export function readHead(line) {
  if (line.length > MOST.head) throw new BadRegistryFile("the head of the records is too long");
  const spec = readJson(line);
  const numbers = [spec?.shared, spec?.rows, spec?.accounts];
  const lists = [spec?.platforms, spec?.contests];
  const fits =
    spec?.format === FORMAT &&
    numbers.every((number) => Number.isSafeInteger(number) && number >= 0 && number <= MOST.rows) &&
    lists.every((list) => Array.isArray(list) && list.every((item) => typeof item === "string"));
  if (!fits) throw new BadRegistryFile("the records have another head");
  const { shared, rows, accounts, platforms, contests } = spec;
  return { shared, rows, accounts, platforms, contests };
}

/** A line of JSON. @type {(line: Uint8Array) => any} */
export function readJson(line) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line));
  } catch {
    throw new BadRegistryFile("a line is not JSON");
  }
}

/** @type {(bytes: Uint8Array) => string} */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
