/** SHA-256 at once and piece by piece: what the browser has for it answers later and wants everything in one piece. */

const PRIMES = (() => {
  /** @type {number[]} */
  const found = [];
  for (let n = 2; found.length < 64; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
})();
/** The first 32 bits behind the point. @type {(root: number) => number} */
const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
const K = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
const W = new Int32Array(64);
const BLOCK = 64;

export class Sha256 {
  constructor() {
    this.state = START.slice();
    this.block = new Uint8Array(BLOCK);
    this.filled = 0;
    this.length = 0;
  }

  /** Takes more bytes. @param {Uint8Array} bytes @returns {this} */
  update(bytes) {
    this.length += bytes.length;
    let at = 0;
    if (this.filled > 0) {
      at = Math.min(BLOCK - this.filled, bytes.length);
      this.block.set(bytes.subarray(0, at), this.filled);
      this.filled += at;
      if (this.filled < BLOCK) return this;
      compress(this.state, this.block, 0);
      this.filled = 0;
    }
    for (; at + BLOCK <= bytes.length; at += BLOCK) compress(this.state, bytes, at);
    this.block.set(bytes.subarray(at));
    this.filled = bytes.length - at;
    return this;
  }

  /** The eight words of the hash; nothing can be added after it. @returns {Int32Array} */
  words() {
    const block = this.block.fill(0, this.filled);
    block[this.filled] = 0x80;
    if (this.filled >= BLOCK - 8) {
      compress(this.state, block, 0);
      block.fill(0);
    }
    const view = new DataView(block.buffer);
    view.setUint32(BLOCK - 8, Math.floor(this.length / 2 ** 29));
    view.setUint32(BLOCK - 4, (this.length << 3) >>> 0);
    compress(this.state, block, 0);
    return this.state;
  }

  /** The hash as bytes. @returns {Uint8Array<ArrayBuffer>} */
  digest() {
    const bytes = new Uint8Array(32);
    const view = new DataView(bytes.buffer);
    this.words().forEach((word, at) => view.setInt32(4 * at, word));
    return bytes;
  }
}

/** A number that is there. @type {(numbers: Int32Array | Uint8Array, at: number) => number} */
const get = (numbers, at) => /** @type {number} */ (numbers[at]);

/** One block of 64 bytes. @type {(state: Int32Array, bytes: Uint8Array, at: number) => void} */
function compress(state, bytes, at) {
  for (let i = 0; i < 16; i++, at += 4) {
    W[i] = (get(bytes, at) << 24) | (get(bytes, at + 1) << 16) | (get(bytes, at + 2) << 8) | get(bytes, at + 3);
  }
  for (let i = 16; i < 64; i++) {
    const x = get(W, i - 15);
    const y = get(W, i - 2);
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[i] = (get(W, i - 16) + s0 + get(W, i - 7) + s1) | 0;
  }
  let a = get(state, 0);
  let b = get(state, 1);
  let c = get(state, 2);
  let d = get(state, 3);
  let e = get(state, 4);
  let f = get(state, 5);
  let g = get(state, 6);
  let h = get(state, 7);
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + get(K, i) + get(W, i)) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = get(state, 0) + a;
  state[1] = get(state, 1) + b;
  state[2] = get(state, 2) + c;
  state[3] = get(state, 3) + d;
  state[4] = get(state, 4) + e;
  state[5] = get(state, 5) + f;
  state[6] = get(state, 6) + g;
  state[7] = get(state, 7) + h;
}
