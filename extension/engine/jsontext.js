/**
 * JSON as platforms write it: ids of 19 digits keep their digits, keys keep their order, nesting is no danger.
 *
 * Whole numbers come as numbers, as bigints where a number can't hold them. All other numbers come as NaN: nobody asks
 * which they are, only that they stand there.
 */

import { put } from "./objects.js";

/** @typedef {import("./objects.js").Dict} Dict */

const SPACE = /[ \t\n\r]*/y;
const KNOWN = String.raw`for[ \t-\r]*\(;;\);|while[ \t-\r]*\(1\);|\)\]\}'[^\n]*\n|throw 1;[ \t-\r]*<dont be evil>`;
const CALL = String.raw`(?:/\*\*/[ \t-\r]*)?(?:typeof [\w$.]+ === 'function' && )?[A-Za-z_$][\w$.]*\((?=[ \t\n\r]*[[{])`;
/** @type {(ways: string) => RegExp} */
const guardsOf = (ways) => new RegExp(`[ \\t-\\r]*(?:${ways})`, "y");
const GUARDS = guardsOf(KNOWN);
const BETWEEN = /(?:[ \t\n\r,;\u001e]|for[^]{0,5}?;;\);)*/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const WORD = /true|false|null|NaN|-?Infinity/y;
const LOOSE = /true|false|null|NaN|-?Infinity|undefined/y;
/** @type {{ [word: string]: unknown }} */
const WORDS = { true: true, false: false, null: null, undefined: null, NaN, Infinity: NaN, "-Infinity": NaN };
/** @type {{ [letter: string]: string }} */
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const LARGEST = 2n ** 64n - 1n;
const SMALLEST = -(2n ** 63n);

/** Stands for "here is no JSON". */
export const BROKEN = Symbol("broken");

/** What a whole text says as one document, else BROKEN. @type {(text: string) => unknown} */
export function parse(text) {
  const reader = new JsonReader(text, start(text));
  const value = reader.value();
  if (value === BROKEN) return BROKEN;
  return skip(SPACE, text, reader.at) === text.length ? value : BROKEN;
}

/**
 * The value that begins at a place, and where it ends; undefined where none does. In a script, `undefined` is null.
 *
 * @type {(text: string, at: number, inScript?: boolean) => { value: unknown, end: number } | undefined}
 */
export function parseAt(text, at, inScript) {
  const reader = new JsonReader(text, at, inScript ? LOOSE : WORD);
  const value = reader.value();
  return value === BROKEN ? undefined : { value, end: reader.at };
}

/** About where reading a text as one document stops. @type {(text: string) => number} */
export function stop(text) {
  const reader = new JsonReader(text, start(text));
  reader.value();
  return Math.min(skip(SPACE, text, reader.at), text.length);
}

/**
 * The documents that stand one after another, up to the first damaged one.
 *
 * @type {(text: string, most: number, guards?: RegExp) => unknown[]}
 */
export function parseAll(text, most, guards) {
  const found = [];
  let at = skip(BETWEEN, text, start(text, guards));
  while (at < text.length && found.length < most) {
    const one = parseAt(text, at);
    if (one === undefined) break;
    found.push(one.value);
    at = skip(BETWEEN, text, one.end);
  }
  return found;
}

/** Where a document begins: after a byte order mark, white space and a guard. @type {(text: string, guards?: RegExp) => number} */
export function start(text, guards = GUARDS) {
  const mark = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  return skip(SPACE, text, skip(guards, text, mark));
}

/** What may stand before the JSON of a body: texts, the known guards, or a call around it. @type {(texts?: string[]) => RegExp} */
export const guard = (texts = []) => guardsOf([...texts.filter(Boolean).map(escaped), KNOWN, CALL].join("|"));

/** A text as it stands in a pattern. @type {(text: string) => string} */
export const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

/**
 * Where a sticky pattern that matches here ends, else the place itself.
 *
 * @type {(pattern: RegExp, text: string, at: number) => number}
 */
function skip(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

class JsonReader {
  /** @param {string} text @param {number} at */
  constructor(text, at, words = WORD) {
    this.text = text;
    this.at = at;
    this.words = words;
  }

  /** The value that begins here; BROKEN where none does. @returns {unknown} */
  value() {
    /** @type {(unknown[] | Dict)[]} */
    const open = [];
    /** @type {string[]} */
    const names = [];
    for (;;) {
      let value = this.begin();
      if (value === BROKEN) return BROKEN;
      let entered = value === LIST || value === OBJECT;
      if (entered) {
        const made = value === LIST ? [] : {};
        const closed = this.closes(value === LIST ? 93 : 125);
        if (closed) {
          value = made;
          entered = false;
        } else {
          open.push(made);
          if (value === OBJECT) {
            const name = this.name();
            if (name === undefined) return BROKEN;
            names.push(name);
          }
          continue;
        }
      }
      // A value is whole: it goes into what is open, which may then be whole itself.
      for (;;) {
        const inside = open[open.length - 1];
        if (inside === undefined) return value;
        const list = Array.isArray(inside);
        if (list) inside.push(value);
        else put(inside, /** @type {string} */ (names.pop()), value);
        this.space();
        const next = this.text.charCodeAt(this.at++);
        if (next === 44) {
          if (!list) {
            const name = this.name();
            if (name === undefined) return BROKEN;
            names.push(name);
          }
          break;
        }
        if (next !== (list ? 93 : 125)) return BROKEN;
        value = inside;
        open.pop();
      }
    }
  }

  /** A value without parts, or LIST or OBJECT where one begins. */
  begin() {
    this.space();
    switch (this.text.charCodeAt(this.at)) {
      case 34:
        this.at++;
        return this.string() ?? BROKEN;
      case 91:
        this.at++;
        return LIST;
      case 123:
        this.at++;
        return OBJECT;
      default:
        return this.literal();
    }
  }

  /** True where a list or an object ends here with nothing in it. @param {number} end */
  closes(end) {
    this.space();
    if (this.text.charCodeAt(this.at) !== end) return false;
    this.at++;
    return true;
  }

  /** The key that stands here, its colon passed over. */
  name() {
    this.space();
    if (this.text.charCodeAt(this.at) !== 34) return undefined;
    this.at++;
    const name = this.string();
    this.space();
    return this.text.charCodeAt(this.at++) === 58 ? name : undefined;
  }

  space() {
    const { text } = this;
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
      this.at++;
    }
  }

  /** What stands up to the closing quotation mark. @returns {string | undefined} */
  string() {
    const { text } = this;
    let whole = "";
    for (;;) {
      PLAIN.lastIndex = this.at;
      PLAIN.test(text);
      const end = PLAIN.lastIndex;
      whole += text.slice(this.at, end);
      this.at = end + 1;
      const code = text.charCodeAt(end);
      if (code === 34) return whole;
      if (code !== 92) return undefined;
      const escaped = this.escape();
      if (escaped === undefined) return undefined;
      whole += escaped;
    }
  }

  /** What a backslash stands for. @returns {string | undefined} */
  escape() {
    const letter = this.text[this.at++] ?? "";
    if (letter !== "u") return ESCAPES[letter];
    const digits = this.text.slice(this.at, this.at + 4);
    if (!/^[0-9A-Fa-f]{4}$/.test(digits)) return undefined;
    this.at += 4;
    return String.fromCharCode(parseInt(digits, 16));
  }

  /** A number or a word. */
  literal() {
    const { text } = this;
    NUMBER.lastIndex = this.at;
    const number = NUMBER.exec(text);
    if (number !== null) {
      this.at = NUMBER.lastIndex;
      return number[1] === undefined && number[2] === undefined ? whole(number[0]) : NaN;
    }
    this.words.lastIndex = this.at;
    const word = this.words.exec(text);
    if (word === null) return BROKEN;
    this.at = this.words.lastIndex;
    return WORDS[word[0]];
  }
}

const LIST = Symbol("list");
const OBJECT = Symbol("object");

/** A whole number with all its digits. @type {(digits: string) => unknown} */
function whole(digits) {
  if (digits.length < 16) return Number(digits);
  const value = digits.length < 22 ? BigInt(digits) : LARGEST + 1n;
  return value < SMALLEST || value > LARGEST ? NaN : value;
}
