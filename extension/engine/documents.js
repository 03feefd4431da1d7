/** Documents in the bodies of responses: JSON, and JSON that stands in pages. */

import { BOUNDS } from "./bounds.js";
import { SPACE, lenient, strip, unpercent, utf8 } from "./characters.js";
import { attributes, unescape } from "./html.js";
import { BROKEN, escaped, guard, parse, parseAll, parseAt, start } from "./jsontext.js";
import { put } from "./objects.js";
import { literal } from "./literal.js";
import { base64 } from "./transform.js";

/**
 * @typedef {import("./objects.js").Dict} Dict
 * @typedef {{ script_type?: string, script_id?: string, after?: string, attribute?: string, element?: string, with?: string }} Entry
 * @typedef {{ html?: Entry[], types?: string[], guards?: string[], json_strings?: string[], html_strings?: string[], never?: string[] }} ReadSpec
 * @typedef {{ attributes: Map<string, string>, text: string, read: boolean }} Script
 */

const MOST = BOUNDS.MAX_DOCUMENTS;
const OPEN = /<script\b/gi;
const CLOSE = new RegExp(`</script[${SPACE}]*>`, "gi");
const INSIDE = /((?:[^"'>]|"[^"]*"|'[^']*')*)>([^<]*)/y;
/** To see that a start tag has no end takes as long as the page is. */
const MOST_BROKEN = 4;
const BOUNDARY = /(?:^|\n)--[^\n]*|$/g;
const LINE = /(?:^|\n)[ \t]*(?=[[{])/;
const PASSED = /[ \t\r\n=:(]*/y;
const NEXT = new RegExp(`[${SPACE}]*,[${SPACE}]*(?=[[{])`, "y");

export class Reader {
  /** @param {ReadSpec} spec */
  constructor(spec) {
    this.entries = spec.html ?? [];
    this.guards = guard(spec.guards);
    /** Content types that are read here beside those that are read everywhere. */
    this.types = new Set(spec.types);
    this.jsonStrings = new Set(spec.json_strings);
    this.htmlStrings = new Set(spec.html_strings);
  }

  /** All documents in a body. @param {Uint8Array} body @param {string} type @returns {unknown[]} */
  read(body, type) {
    const text = lenient(body);
    const head = lenient(body.subarray(0, 512));
    const begin = head.slice(start(head, this.guards)).replace(/^[ \t-\r]+/, "");
    if (isPage(begin, type)) return this.page(text);
    if (/^multipart\//i.test(type)) return inParts(text);
    const marked = this.entries.filter(({ after }) => after !== undefined);
    if (marked.length === 0 || /^[[{]/.test(begin) || !/javascript/i.test(type)) return parseAll(text, MOST, this.guards);
    return this.page(text, marked, [{ attributes: new Map(), text, read: false }]);
  }

  /**
   * The document that a text under a key holds, or a list of those in a page, or of several; of a list, the same in it.
   *
   * @param {string} key
   * @param {unknown} value
   * @returns {unknown}
   */
  inner(key, value) {
    const isPage = this.htmlStrings.has(key);
    if (!isPage && !this.jsonStrings.has(key)) return value;
    if (Array.isArray(value)) return value.map((one) => (typeof one === "string" ? this.inner(key, one) : one));
    if (typeof value !== "string") return value;
    if (isPage && value.includes("<")) return this.page(value);
    const text = unescaped(decoded(value));
    if (!this.jsonStrings.has(key) || !/[[{]/.test(text[start(text)] ?? "")) return undefined;
    const found = parseAll(text, MOST);
    return found.length > 1 ? found : found[0];
  }

  /** The documents in a page. @param {string} page @returns {unknown[]} */
  page(page, entries = this.entries, scripts = scriptsOf(page)) {
    /** @type {unknown[]} */
    const found = [];
    for (const entry of entries) {
      for (const document of documentsOf(entry, page, scripts)) {
        if (found.length === MOST) return found;
        found.push(document);
      }
    }
    return found;
  }
}

/** A text without percent-encoding, where it begins as JSON does in it. @type {(text: string) => string} */
const unescaped = (text) => (/^%[57]b/i.test(text) ? unpercent(text) : text);

/** A text without base64, where it begins as JSON does in it. @type {(text: string) => string} */
function decoded(text) {
  const bytes = /^[eW][w-z0-9+/_-]/.test(text) && text.length <= BOUNDS.MAX_STRING ? base64(text) : undefined;
  return (bytes && utf8(bytes)) ?? text;
}

/** @type {(begin: string, type: string) => boolean} */
function isPage(begin, type) {
  if (begin.startsWith("<")) return true;
  if (/^[[{]/.test(begin)) return false;
  return /^(?:text\/html|application\/xhtml)/.test(type) && begin.includes("<");
}

/**
 * What stands between lines that begin with two hyphens, from the first line on that begins as JSON.
 *
 * @type {(text: string) => unknown[]}
 */
function inParts(text) {
  /** @type {unknown[]} */
  const found = [];
  let at = 0;
  let left = MOST;
  for (const { 0: mark, index } of text.matchAll(BOUNDARY)) {
    const part = text.slice(at, index);
    const line = LINE.exec(part);
    if (line && left-- > 0) for (const one of parseAll(part.slice(line.index + line[0].length), MOST - found.length)) found.push(one);
    at = index + mark.length;
  }
  return found;
}

/** The scripts of a page; one without an end is none, nor is any after it. @type {(page: string) => Script[]} */
function scriptsOf(page) {
  /** @type {Script[]} */
  const found = [];
  for (let at = 0; ; at = CLOSE.lastIndex) {
    OPEN.lastIndex = at;
    const from = OPEN.test(page) ? OPEN.lastIndex : -1;
    const end = from < 0 ? -1 : page.indexOf(">", from);
    CLOSE.lastIndex = end + 1;
    const closed = end < 0 ? null : CLOSE.exec(page);
    if (closed === null) return found;
    found.push({ attributes: new Map(attributes(page.slice(from, end))), text: page.slice(end + 1, closed.index), read: false });
  }
}

/** @type {(entry: Entry, page: string, scripts: Script[]) => Iterable<unknown>} */
function documentsOf(entry, page, scripts) {
  if (entry.after !== undefined) return afterMark(entry.after, scripts);
  if (entry.attribute !== undefined) return inAttribute(entry.attribute, page);
  if (entry.element !== undefined) return elements(entry.element, entry.with, page);
  const { script_type: type, script_id: id } = entry;
  const asked = scripts.filter(({ attributes }) => (type ?? attributes.get("type")) === attributes.get("type"));
  return whole(asked.filter(({ attributes }) => (id ?? attributes.get("id")) === attributes.get("id")));
}

/** Scripts that are one document each. @type {(scripts: Script[]) => Generator<unknown>} */
function* whole(scripts) {
  for (const script of scripts) {
    const value = script.read ? BROKEN : parse(strip(script.text));
    script.read = true;
    if (value === BROKEN || value === null) continue;
    yield value;
  }
}

/**
 * What stands after each occurrence of a mark in scripts; nothing stands after an empty one.
 *
 * @type {(mark: string, scripts: Script[]) => Generator<unknown>}
 */
function* afterMark(mark, scripts) {
  let left = mark ? MOST : 0;
  for (const { text } of scripts) {
    for (let at = text.indexOf(mark); at >= 0 && left-- > 0; at = text.indexOf(mark, at + mark.length)) {
      PASSED.lastIndex = at + mark.length;
      PASSED.test(text);
      const value = valueAt(text, PASSED.lastIndex);
      if (value !== BROKEN && value !== null) yield value;
    }
  }
}

/**
 * A JSON value, or a string literal of one, or what follows such a literal.
 *
 * @type {(text: string, at: number) => unknown}
 */
function valueAt(text, at) {
  if (!/["'`]/.test(text[at] ?? "")) return parseAt(text, at, true)?.value ?? BROKEN;
  const string = literal(text, at);
  if (string === undefined) return BROKEN;
  const value = parse(unescaped(string.text));
  if (value !== BROKEN && value !== null) return value;
  NEXT.lastIndex = string.end;
  return NEXT.test(text) ? valueAt(text, NEXT.lastIndex) : value;
}

/** @type {(name: string, page: string) => Generator<unknown>} */
function* inAttribute(name, page) {
  for (const [, double, single] of page.matchAll(new RegExp(`[${SPACE}]${escaped(name)}=(?:"([^"]*)"|'([^']*)')`, "g"))) {
    const value = parse(unescape(double ?? single ?? ""));
    if (value !== BROKEN && value !== null) yield value;
  }
}

/**
 * Each element of a name, as an object of its attributes.
 *
 * @type {(name: string, wanted: string | undefined, page: string) => Generator<Dict>}
 */
function* elements(name, wanted, page) {
  const begin = new RegExp(`<${escaped(name)}(?=[${SPACE}/>])`, "gi");
  for (let left = MOST_BROKEN; left > 0 && begin.test(page); ) {
    INSIDE.lastIndex = begin.lastIndex;
    const tag = INSIDE.exec(page);
    if (tag === null) {
      left--;
      continue;
    }
    begin.lastIndex = INSIDE.lastIndex;
    const [, inside = "", text = ""] = tag;
    /** @type {Dict} */
    const element = {};
    for (const [key, value] of attributes(inside)) put(element, key, value);
    if (wanted !== undefined && !Object.hasOwn(element, wanted)) continue;
    const content = strip(unescape(text));
    if (/^[[{]/.test(content)) {
      const value = parse(content);
      put(element, "#json", value === BROKEN ? null : value);
    }
    yield element;
  }
}
