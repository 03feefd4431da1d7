/** How ids and handles are written. */

import { count } from "./characters.js";

/** @typedef {{ chars: string, max?: number, min?: number }} FormSpec */

export class Form {
  /** @param {FormSpec} spec */
  constructor({ chars, max = 256, min = 1 }) {
    this.max = max;
    this.min = min;
    this.pattern = new RegExp(`^[${classOf(chars)}]*$`, "u");
  }

  /** True where a text keeps to the form. @param {string} text */
  fits(text) {
    const length = count(text);
    return length >= this.min && length <= this.max && this.pattern.test(text);
  }
}

/** Decimal digits. */
export const DIGITS = new Form({ chars: "0-9" });

/**
 * Characters and ranges as a class of a pattern; a hyphen that is no range stands for itself.
 *
 * @type {(chars: string) => string}
 */
function classOf(chars) {
  const all = [...chars];
  let made = "";
  for (let at = 0; at < all.length; at++) {
    made += escaped(all[at]);
    if (all[at + 1] === "-" && at + 2 < all.length) {
      made += `-${escaped(all[at + 2])}`;
      at += 2;
    }
  }
  return made;
}

/** @type {(character: string | undefined) => string} */
function escaped(character = "") {
  return `\\u{${/** @type {number} */ (character.codePointAt(0)).toString(16)}}`;
}
