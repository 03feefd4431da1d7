/** Canonical JSON (OLPC), the form that signatures of TUF metadata cover: sorted keys, no space, whole numbers only. */

const DEEPEST = 64;
const encoder = new TextEncoder();

/** The canonical bytes of a decoded JSON value; unknown fields are part of them. @type {(value: unknown) => Uint8Array<ArrayBuffer>} */
export function canonicalJson(value) {
  return encoder.encode(written(value, 0));
}

/** @type {(value: unknown, depth: number) => string} */
function written(value, depth) {
  if (depth > DEEPEST) throw new TypeError("JSON is nested too deep");
  if (typeof value === "string") return quoted(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return whole(value);
  if (Array.isArray(value)) return `[${value.map((item) => written(item, depth + 1)).join(",")}]`;
  const fields = Object.entries(/** @type {object} */ (value)).sort(byCodePoint);
  return `{${fields.map(([name, item]) => `${quoted(name)}:${written(item, depth + 1)}`).join(",")}}`;
}

/** Only quote and backslash are escaped. Half a surrogate pair has no bytes, so nothing could be signed. @type {(text: string) => string} */
function quoted(text) {
  if (/\p{Surrogate}/u.test(text)) throw new TypeError("a string is not Unicode");
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/** A number beyond 2^53 may have lost digits, and -0 its sign: then what was signed is not known. @type {(value: number) => string} */
function whole(value) {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new TypeError("a number is not whole, or too large");
  return String(value);
}

/** As code points compare, which is not how JavaScript compares by itself. @type {(one: [string, unknown], other: [string, unknown]) => number} */
function byCodePoint([one], [other]) {
  for (let at = 0; at < one.length && at < other.length; at++) {
    const difference = rank(one.charCodeAt(at)) - rank(other.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

/** Surrogates are halves of the characters that come after all others. @type {(unit: number) => number} */
const rank = (unit) => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
