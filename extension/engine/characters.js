/** Texts measured in characters (code points), and bytes as texts. */

const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const LENIENT = new TextDecoder("utf-8", { ignoreBOM: true });

/** White space, for patterns: what every engine takes for it. */
export const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
/** Looks at each space once: without the look behind, a long run of them in the middle is tried from each of its places. */
const EDGES = new RegExp(`^[${SPACE}]+|(?<![${SPACE}])[${SPACE}]+$`, "g");

/** A text without white space around it. @type {(text: string) => string} */
export const strip = (text) => text.replace(EDGES, "");

/** True where a text has more characters than that. @type {(text: string, most: number) => boolean} */
export function longer(text, most) {
  if (text.length <= most) return false;
  if (text.length > 2 * most) return true;
  return count(text) > most;
}

/** How many characters a text has. @type {(text: string) => number} */
export function count(text) {
  let characters = 0;
  for (let at = 0; at < text.length; characters++) at += /** @type {number} */ (text.codePointAt(at)) > 0xffff ? 2 : 1;
  return characters;
}

/** The first characters of a text. @type {(text: string, most: number) => string} */
export function cut(text, most) {
  if (text.length <= most) return text;
  let at = 0;
  for (let left = most; left > 0 && at < text.length; left--) {
    at += /** @type {number} */ (text.codePointAt(at)) > 0xffff ? 2 : 1;
  }
  return text.slice(0, at);
}

/** Bytes as text; undefined where they aren't UTF-8. @type {(bytes: Uint8Array) => string | undefined} */
export function utf8(bytes) {
  try {
    return STRICT.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Bytes as text, U+FFFD for what isn't UTF-8. @type {(bytes: Uint8Array) => string} */
export const lenient = (bytes) => LENIENT.decode(bytes);

/** Bytes as text, a character for each. @type {(bytes: Uint8Array) => string} */
export function latin(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return text;
}

/** Undoes percent-encoding; what isn't well-formed stays. @type {(text: string) => string} */
export function unpercent(text) {
  if (!text.includes("%")) return text;
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    const bytes = new Uint8Array(run.length / 3);
    for (let at = 0; at < bytes.length; at++) bytes[at] = parseInt(run.slice(3 * at + 1, 3 * at + 3), 16);
    return lenient(bytes);
  });
}
