/** Gzip and zlib undone at once: what the browser has for it answers later, and a value can't wait. */

const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const OFFSETS = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289,
  16385, 24577,
];
const OFFSET_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/**
 * What compressed bytes hold; undefined where they are broken or hold more.
 *
 * @type {(bytes: Uint8Array, most: number) => Uint8Array | undefined}
 */
export function inflate(bytes, most) {
  try {
    return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzip(bytes, most) : unzlib(bytes, most);
  } catch {
    return undefined;
  }
}

/** @type {(bytes: Uint8Array, most: number) => Uint8Array} */
function gunzip(bytes, most) {
  const flags = byte(bytes, 3);
  if (bytes[2] !== 8 || flags & 0xe0) throw new Error("not gzip");
  let at = 10;
  if (flags & 4) at += 2 + byte(bytes, at) + 256 * byte(bytes, at + 1);
  for (const flag of [8, 16]) if (flags & flag) at = after(bytes, at);
  if (flags & 2) at += 2;
  const [data, end] = unpack(bytes, at, most);
  const size = (number(bytes, end + 4, true) & 0xffffffff) >>> 0;
  if (number(bytes, end, true) !== crc32(data) || size !== data.length) throw new Error("wrong sum");
  return data;
}

/** @type {(bytes: Uint8Array, most: number) => Uint8Array} */
function unzlib(bytes, most) {
  const [method, flags] = [byte(bytes, 0), byte(bytes, 1)];
  if ((method & 15) !== 8 || method >> 4 > 7 || (256 * method + flags) % 31 !== 0 || flags & 32) throw new Error("not zlib");
  const [data, end] = unpack(bytes, 2, most);
  if (number(bytes, end, false) !== adler32(data)) throw new Error("wrong sum");
  return data;
}

/** @type {(bytes: Uint8Array, at: number) => number} */
function byte(bytes, at) {
  const found = bytes[at];
  if (found === undefined) throw new Error("cut short");
  return found;
}

/** Where what follows a text that ends with 0 begins. @type {(bytes: Uint8Array, at: number) => number} */
function after(bytes, at) {
  const end = bytes.indexOf(0, at);
  if (end < 0) throw new Error("cut short");
  return end + 1;
}

/** @type {(bytes: Uint8Array, at: number, little: boolean) => number} */
const number = (bytes, at, little) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, little);

/**
 * A Huffman code: how many codes each length has, and the symbols in the order of their codes.
 *
 * @typedef {{ counts: Uint16Array, symbols: Uint16Array }} Code
 */

/** @type {(lengths: ArrayLike<number>, single?: boolean) => Code} */
function code(lengths, single = false) {
  const counts = new Uint16Array(16);
  const symbols = new Uint16Array(lengths.length);
  for (let at = 0; at < lengths.length; at++) {
    const size = lengths[at] ?? 0;
    counts[size] = (counts[size] ?? 0) + 1;
  }
  const none = counts[0] ?? 0;
  counts[0] = 0;
  const places = new Uint16Array(16);
  let left = 1;
  for (let size = 1; size < 16; size++) {
    left = 2 * left - (counts[size] ?? 0);
    if (left < 0) throw new Error("too many codes");
    places[size] = (places[size - 1] ?? 0) + (counts[size - 1] ?? 0);
  }
  const used = lengths.length - none;
  if (left > 0 && !(single && used < 2 && (used === 0 || counts[1] === 1))) throw new Error("too few codes");
  for (let at = 0; at < lengths.length; at++) {
    const size = lengths[at] ?? 0;
    if (size === 0) continue;
    const place = places[size] ?? 0;
    symbols[place] = at;
    places[size] = place + 1;
  }
  return { counts, symbols };
}

const FIXED = {
  lengths: code([...Array(144).fill(8), ...Array(112).fill(9), ...Array(24).fill(7), ...Array(8).fill(8)]),
  offsets: code(Array(32).fill(5)),
};

class Bits {
  /** @param {Uint8Array} bytes @param {number} at */
  constructor(bytes, at) {
    this.bytes = bytes;
    this.at = at;
    this.held = 0;
    this.kept = 0;
  }

  /** The next bits as a number. @param {number} wanted */
  take(wanted) {
    while (this.kept < wanted) {
      this.held |= byte(this.bytes, this.at++) << this.kept;
      this.kept += 8;
    }
    const value = this.held & ((1 << wanted) - 1);
    this.held >>>= wanted;
    this.kept -= wanted;
    return value;
  }

  /** The next symbol of a code. @param {Code} code */
  symbol({ counts, symbols }) {
    let [value, first, place] = [0, 0, 0];
    for (let size = 1; size < 16; size++) {
      value |= this.take(1);
      const many = counts[size] ?? 0;
      if (value - many < first) return symbols[place + value - first] ?? 0;
      place += many;
      first = (first + many) << 1;
      value <<= 1;
    }
    throw new Error("no such code");
  }

  /** Leaves out what is left of a byte. */
  align() {
    this.held = 0;
    this.kept = 0;
  }
}

/**
 * What the blocks at a place hold, and where they end.
 *
 * @type {(bytes: Uint8Array, at: number, most: number) => [Uint8Array, number]}
 */
function unpack(bytes, at, most) {
  const bits = new Bits(bytes, at);
  const made = new Output(most);
  for (let last = 0; !last; ) {
    last = bits.take(1);
    const type = bits.take(2);
    if (type === 0) stored(bits, made);
    else if (type === 1) coded(bits, made, FIXED.lengths, FIXED.offsets);
    else if (type === 2) coded(bits, made, ...codes(bits));
    else throw new Error("no such block");
  }
  return [made.bytes.subarray(0, made.size), bits.at];
}

class Output {
  /** @param {number} most */
  constructor(most) {
    this.most = most;
    this.size = 0;
    this.bytes = new Uint8Array(1024);
  }

  /** Makes room for so many bytes more. @param {number} more */
  grow(more) {
    const needed = this.size + more;
    if (needed > this.most) throw new Error("too much");
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.bytes.length));
    larger.set(this.bytes.subarray(0, this.size));
    this.bytes = larger;
  }
}

/** @type {(bits: Bits, made: Output) => void} */
function stored(bits, made) {
  bits.align();
  const size = byte(bits.bytes, bits.at) + 256 * byte(bits.bytes, bits.at + 1);
  const check = byte(bits.bytes, bits.at + 2) + 256 * byte(bits.bytes, bits.at + 3);
  bits.at += 4;
  if ((size ^ check) !== 0xffff || bits.at + size > bits.bytes.length) throw new Error("broken block");
  made.grow(size);
  made.bytes.set(bits.bytes.subarray(bits.at, bits.at + size), made.size);
  made.size += size;
  bits.at += size;
}

/** The codes of a block that brings its own. @type {(bits: Bits) => [Code, Code]} */
function codes(bits) {
  const [many, offsets, few] = [bits.take(5) + 257, bits.take(5) + 1, bits.take(4) + 4];
  if (many > 286 || offsets > 30) throw new Error("too many codes");
  const small = new Uint8Array(19);
  for (let at = 0; at < few; at++) small[ORDER[at] ?? 0] = bits.take(3);
  const reading = code(small, true);
  const lengths = new Uint8Array(many + offsets);
  for (let at = 0; at < lengths.length; ) {
    const symbol = bits.symbol(reading);
    if (symbol < 16) {
      lengths[at++] = symbol;
      continue;
    }
    if (symbol === 16 && at === 0) throw new Error("nothing to repeat");
    const value = symbol === 16 ? (lengths[at - 1] ?? 0) : 0;
    const times = symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7);
    if (at + times > lengths.length) throw new Error("too many lengths");
    lengths.fill(value, at, at + times);
    at += times;
  }
  if (lengths[256] === 0) throw new Error("no end");
  return [code(lengths.subarray(0, many), true), code(lengths.subarray(many), true)];
}

/** @type {(bits: Bits, made: Output, lengths: Code, offsets: Code) => void} */
function coded(bits, made, lengths, offsets) {
  for (;;) {
    const symbol = bits.symbol(lengths);
    if (symbol === 256) return;
    if (symbol < 256) {
      made.grow(1);
      made.bytes[made.size++] = symbol;
      continue;
    }
    const size = (LENGTHS[symbol - 257] ?? NaN) + bits.take(LENGTH_BITS[symbol - 257] ?? 0);
    const place = bits.symbol(offsets);
    const back = (OFFSETS[place] ?? NaN) + bits.take(OFFSET_BITS[place] ?? 0);
    if (!(size > 0 && back <= made.size)) throw new Error("no such place");
    made.grow(size);
    for (const end = made.size + size; made.size < end; made.size++) {
      made.bytes[made.size] = made.bytes[made.size - back] ?? 0;
    }
  }
}

const CRCS = Uint32Array.from({ length: 256 }, (_, value) => {
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** @type {(data: Uint8Array) => number} */
function crc32(data) {
  let sum = 0xffffffff;
  for (const one of data) sum = (CRCS[(sum ^ one) & 255] ?? 0) ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}

/** @type {(data: Uint8Array) => number} */
function adler32(data) {
  let [low, high] = [1, 0];
  for (const one of data) {
    low = (low + one) % 65521;
    high = (high + low) % 65521;
  }
  return high * 65536 + low;
}
