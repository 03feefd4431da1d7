// MD5 of a string's UTF-8 bytes, in hex: the browser's own digests leave it out, the demo's signatures need it.

const SHIFTS = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
const SINES = Array.from({ length: 64 }, (_, n) => Math.floor(Math.abs(Math.sin(n + 1)) * 2 ** 32) | 0);
const MIX = [
  (b, c, d) => (b & c) | (~b & d),
  (b, c, d) => (b & d) | (c & ~d),
  (b, c, d) => b ^ c ^ d,
  (b, c, d) => c ^ (b | ~d),
];
const PLACE = [(n) => n, (n) => 5 * n + 1, (n) => 3 * n + 5, (n) => 7 * n];

/** @param {string} text */
export function md5(text) {
  const bytes = new TextEncoder().encode(text);
  const padded = new DataView(new ArrayBuffer(((bytes.length + 72) >> 6) << 6));
  bytes.forEach((byte, at) => padded.setUint8(at, byte));
  padded.setUint8(bytes.length, 0x80);
  padded.setUint32(padded.byteLength - 8, bytes.length * 8, true);
  let state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let at = 0; at < padded.byteLength; at += 64) {
    const mixed = block(state, padded, at);
    state = state.map((word, n) => (word + mixed[n]) | 0);
  }
  const out = new DataView(new ArrayBuffer(16));
  state.forEach((word, n) => out.setUint32(4 * n, word, true));
  return Array.from(new Uint8Array(out.buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function block([a, b, c, d], data, at) {
  for (let n = 0; n < 64; n += 1) {
    const round = n >> 4;
    const word = data.getInt32(at + 4 * (PLACE[round](n) % 16), true);
    const sum = (a + MIX[round](b, c, d) + SINES[n] + word) | 0;
    const shift = SHIFTS[round][n % 4];
    [a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0];
  }
  return [a, b, c, d];
}
