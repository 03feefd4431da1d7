/** Mentions, hashtags and addresses in what people write. */

import { BOUNDS } from "./bounds.js";
import { SPACE, cut } from "./characters.js";

const MENTION = /(?<![\p{L}\p{N}_@/.])@([\p{L}\p{N}_.-]{1,100})/gu;
const HASHTAG = /(?<![\p{L}\p{N}_&/#])[#＃]([\p{L}\p{N}_]{1,100})/gu;
const ADDRESS = new RegExp(`https?://[^${SPACE}<>"']{1,2000}`, "giu");

/**
 * Handles that texts mention, in lower case, each once; with `.` or `-` at the end also without them.
 *
 * @type {(texts: readonly string[]) => string[]}
 */
export function mentions(texts) {
  const names = named(texts, MENTION);
  const both = names.flatMap((name) => [name, name.replace(/[.-]+$/, "")]);
  return [...new Set(both)].filter((name) => name !== "");
}

/** Hashtags in texts, without their sign, in lower case, each once. @type {(texts: readonly string[]) => string[]} */
export const hashtags = (texts) => [...new Set(named(texts, HASHTAG))];

/** Addresses in a text, each once. @type {(text: string) => string[]} */
export const addresses = (text) => [...new Set(Array.from(text.matchAll(ADDRESS), ([found]) => found))].slice(0, BOUNDS.MAX_VALUES);

/**
 * What a pattern finds in texts; the first MAX_VALUES count, repeated ones too.
 *
 * @type {(texts: readonly string[], pattern: RegExp) => string[]}
 */
function named(texts, pattern) {
  const found = [];
  for (const text of texts) {
    for (const [, name = ""] of cut(text, BOUNDS.MAX_STRING).matchAll(pattern)) {
      if (found.length === BOUNDS.MAX_VALUES) return found;
      found.push(name.toLowerCase());
    }
  }
  return found;
}
