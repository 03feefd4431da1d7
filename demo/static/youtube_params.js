// The small binary messages that YouTube's requests carry as text: protobuf in base64url, percent-encoded.

/**
 * @typedef {number | string | Uint8Array} Value
 * @param {Record<number, Value>} fields
 */
export function message(fields) {
  return Uint8Array.from(Object.entries(fields).flatMap(([number, value]) => field(Number(number), value)));
}

/** A message as it stands in JSON. */
export const text = (fields) => encodeURIComponent(base64url(message(fields)));

/** The live chat wraps it twice. */
export const wrapped = (fields) => btoa(text(fields));

/** Bytes in the alphabet of addresses. */
export const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");

/** @returns {number[]} */
function field(number, value) {
  if (typeof value === "number") return [...varint(number << 3), ...varint(value)];
  const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
  return [...varint((number << 3) | 2), ...varint(bytes.length), ...bytes];
}

/** @returns {number[]} */
const varint = (value) => (value > 127 ? [(value & 127) | 128, ...varint(value >>> 7)] : [value]);
