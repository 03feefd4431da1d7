/** Documents in the bodies of responses: JSON, and JSON that stands in pages. */

import { BOUNDS } from "./bounds.js";
import { SPACE, lenient, strip } from "./characters.js";
import { attributes, unescape } from "./html.js";
import { BROKEN, parse, parseAll, parseAt, start } from "./jsontext.js";
import { put } from "./objects.js";
import { literal } from "./literal.js";

/**
 * @typedef {import("./objects.js").Dict} Dict
 * @typedef {{ script_type?: string, script_id?: string, after?: string, attribute?: string, element?: string, with?: string }} Entry
 * @typedef {{ html?: Entry[], json_strings?: string[], html_strings?: string[], never?: string[] }} ReadSpec
 * @typedef {{ attributes: Map<string, string>, text: string, read: boolean }} Script
 */

const SCRIPT = new RegExp(`<script\\b([^>]*)>([^]*?)</script[${SPACE}]*>`, "gi");
const PASSED = /[ \t\r\n=:(]*/y;
const NEXT = new RegExp(`[${SPACE}]*,[${SPACE}]*(?=[[{])`, "y");

export class Reader {
  /** @param {ReadSpec} spec */
  constructor(spec) {
    this.entries = spec.html ?? [];
    this.jsonStrings = new Set(spec.json_strings);
    this.htmlStrings = new Set(spec.html_strings);
  }

  /** All documents in a body. @param {Uint8Array} body @param {string} type @returns {unknown[]} */
  read(body, type) {
    const text = lenient(body);
    return isPage(lenient(body.subarray(0, 512)), type) ? this.page(text) : parseAll(text, BOUNDS.MAX_DOCUMENTS);
  }

  /**
   * The document that a text under a key holds, or a list of those in a page.
   *
   * @param {string} key
   * @param {string} text
   * @returns {unknown}
   */
  inner(key, text) {
    if (this.htmlStrings.has(key) && text.includes("<")) return this.page(text);
    if (!this.jsonStrings.has(key) || !/^[[{]/.test(text)) return undefined;
    const value = parse(text);
    return value === BROKEN ? undefined : value;
  }

  /** The documents in a page. @param {string} page @returns {unknown[]} */
  page(page) {
    /** @type {unknown[]} */
    const found = [];
    const scripts = scriptsOf(page);
    for (const entry of this.entries) {
      for (const document of documentsOf(entry, page, scripts)) {
        if (found.length === BOUNDS.MAX_DOCUMENTS) return found;
        found.push(document);
      }
    }
    return found;
  }
}

/** @type {(text: string, type: string) => boolean} */
function isPage(text, type) {
  const begin = text.slice(start(text)).trimStart();
  if (begin.startsWith("<")) return true;
  if (/^[[{]/.test(begin)) return false;
  return /^(?:text\/html|application\/xhtml)/.test(type) && begin.includes("<");
}

/** @type {(page: string) => Script[]} */
const scriptsOf = (page) =>
  Array.from(page.matchAll(SCRIPT), ([, inside = "", text = ""]) => ({
    attributes: new Map(attributes(inside)),
    text,
    read: false,
  }));

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
    if (value === BROKEN) continue;
    script.read = true;
    yield value;
  }
}

/**
 * What stands after each occurrence of a mark in scripts.
 *
 * @type {(mark: string, scripts: Script[]) => Generator<unknown>}
 */
function* afterMark(mark, scripts) {
  for (const { text } of scripts) {
    for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length)) {
      PASSED.lastIndex = at + mark.length;
      PASSED.test(text);
      const value = valueAt(text, PASSED.lastIndex);
      if (value !== BROKEN) yield value;
    }
  }
}

/**
 * A JSON value, or a string literal of one, or what follows such a literal.
 *
 * @type {(text: string, at: number) => unknown}
 */
function valueAt(text, at) {
  if (!/["'`]/.test(text[at] ?? "")) return parseAt(text, at)?.value ?? BROKEN;
  const string = literal(text, at);
  if (string === undefined) return BROKEN;
  const value = parse(string.text);
  if (value !== BROKEN && value !== null) return value;
  NEXT.lastIndex = string.end;
  return NEXT.test(text) ? valueAt(text, NEXT.lastIndex) : value;
}

/** @type {(name: string, page: string) => Generator<unknown>} */
function* inAttribute(name, page) {
  for (const [, double, single] of page.matchAll(new RegExp(`[${SPACE}]${escaped(name)}=(?:"([^"]*)"|'([^']*)')`, "g"))) {
    const value = parse(unescape(double ?? single ?? ""));
    if (value !== BROKEN) yield value;
  }
}

/**
 * Each element of a name, as an object of its attributes.
 *
 * @type {(name: string, wanted: string | undefined, page: string) => Generator<Dict>}
 */
function* elements(name, wanted, page) {
  const tag = new RegExp(`<${escaped(name)}(?=[${SPACE}/>])((?:[^"'>]|"[^"]*"|'[^']*')*)>([^<]*)`, "gi");
  for (const [, inside = "", text = ""] of page.matchAll(tag)) {
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

/** A text as it stands in a pattern. @type {(text: string) => string} */
const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
