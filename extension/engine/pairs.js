/** Names and values in queries, forms and cookies. */

import { BOUNDS } from "./bounds.js";
import { strip, unpercent } from "./characters.js";
import { own, put } from "./objects.js";

/** @typedef {import("./objects.js").Dict} Dict */

/** More pairs than that, and nothing is there. */
export const MOST_PAIRS = 1000;

/**
 * The pairs of a query or of an urlencoded form; none where there are too many.
 *
 * @type {(text: string) => [string, string][]}
 */
export function queryOf(text) {
  const parts = text.split("&");
  if (parts.length > MOST_PAIRS) return [];
  return parts.filter((part) => part !== "").map((part) => {
    const at = part.indexOf("=");
    return at < 0 ? [plus(part), ""] : [plus(part.slice(0, at)), plus(part.slice(at + 1))];
  });
}

/** A value of a query: `+` is a space, then percent-decoding. @type {(text: string) => string} */
export const plus = (text) => unpercent(text.replaceAll("+", " "));

/** Pairs as an object; a name that stands twice has a list. @type {(pairs: readonly [string, string][]) => Dict} */
export function together(pairs) {
  /** @type {Dict} */
  const object = {};
  for (const [name, value] of pairs) {
    const before = own(object, name);
    if (before === undefined) put(object, name, value);
    else if (!Array.isArray(before)) put(object, name, [before, value]);
    else if (before.length < BOUNDS.MAX_VALUES) before.push(value);
  }
  return object;
}

/** Cookies by name, as written; the last of a name counts. @type {(header: string) => Dict} */
export function cookiesOf(header) {
  /** @type {Dict} */
  const object = {};
  for (const part of header.split(";").map(strip)) {
    const at = part.indexOf("=");
    const name = at < 0 ? part : part.slice(0, at);
    if (name !== "") put(object, name, at < 0 ? "" : part.slice(at + 1));
  }
  return object;
}
