/** The little of HTML that rules ask for: entities, attributes, tags left out. */

import { SPACE } from "./characters.js";
import { entities } from "./entities.js";

const REFERENCE = /&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)/g;
const ATTRIBUTE = new RegExp(
  `([^${SPACE}"'>/=]+)(?:[${SPACE}]*=[${SPACE}]*(?:"([^"]*)"|'([^']*)'|([^${SPACE}"'>]+)))?`,
  "g",
);
const BREAK = /<(?:br|\/p|\/div|\/li)\b[^<>]*>/gi;
/** What the numbers 128 to 159 mean, as Windows has them. */
const WINDOWS =
  "\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f" +
  "\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178";

/** Entities undone. @type {(text: string) => string} */
export function unescape(text) {
  if (!text.includes("&")) return text;
  return text.replace(REFERENCE, (whole, reference) =>
    reference.startsWith("#") ? numbered(reference) : (named(reference) ?? whole),
  );
}

/** @type {(reference: string) => string} */
function numbered(reference) {
  const code = /^#x/i.test(reference) ? parseInt(reference.slice(2), 16) : parseInt(reference.slice(1), 10);
  if (code >= 0x80 && code <= 0x9f) return WINDOWS[code - 0x80] ?? "";
  if (code === 0x0d) return "\r";
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return "\ufffd";
  const control = (code < 0x20 && code !== 9 && code !== 10 && code !== 12) || code === 0x7f;
  const none = (code & 0xfffe) === 0xfffe || (code >= 0xfdd0 && code <= 0xfdef);
  return control || none ? "" : String.fromCodePoint(code);
}

/** @type {(reference: string) => string | undefined} */
function named(reference) {
  const known = entities();
  for (let end = reference.length; end > 1; end--) {
    const found = known.get(reference.slice(0, end));
    if (found !== undefined) return found + reference.slice(end);
  }
  return undefined;
}

/**
 * The attributes in a start tag, names in lower case; of two equal ones the last counts.
 *
 * @type {(inside: string) => [string, string][]}
 */
export function attributes(inside) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const [, name = "", double, single, bare] of inside.matchAll(ATTRIBUTE)) {
    found.set(name.toLowerCase(), unescape(double ?? single ?? bare ?? ""));
  }
  return [...found];
}

/** HTML as text: without its tags, a space where a line ends, entities undone. @type {(text: string) => string} */
export const plain = (text) => unescape(text.replace(BREAK, " ").replace(/<[^<>]*>/g, ""));
