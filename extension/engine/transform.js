/** The steps of `via`: each takes one value and gives none, one or several. None of them fails. */

import { BOUNDS } from "./bounds.js";
import { cut, strip, unpercent, utf8 } from "./characters.js";
import { follow, parsePath } from "./fieldpath.js";
import { DIGITS, Form } from "./forms.js";
import { plain } from "./html.js";
import { inflate } from "./inflate.js";
import { BROKEN, parse } from "./jsontext.js";
import { addresses, hashtags, mentions } from "./mentions.js";
import { fields } from "./protobuf.js";
import { place } from "./url.js";
import { Template, segmentsOf } from "./template.js";
import { plus, queryOf, together } from "./pairs.js";
import { isDict, keysOf, own } from "./objects.js";

/**
 * What steps may ask of their platform.
 *
 * @typedef {object} Context
 * @property {{ [name: string]: Form }} forms
 * @property {{ [name: string]: readonly StepSpec[] }} steps
 * @property {(host: string) => boolean} covers true for a host of the platform
 *
 * @typedef {string | { [name: string]: any }} StepSpec
 * @typedef {(value: unknown) => readonly unknown[]} Step
 */

/** @type {readonly unknown[]} */
const NOTHING = Object.freeze([]);
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** A value as text: also numbers, true and false, bytes. @type {(value: unknown) => string | undefined} */
export function textOf(value) {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return Number.isSafeInteger(value) ? String(value) : undefined;
    case "bigint":
    case "boolean":
      return String(value);
    default:
      return value instanceof Uint8Array ? utf8(value) : undefined;
  }
}

/**
 * All steps of a `via`, names of the platform's own lists resolved.
 *
 * @type {(specs: readonly StepSpec[], context: Context) => Step[]}
 */
export function compileSteps(specs, context) {
  return specs.flatMap((spec) => {
    const listed = typeof spec === "string" ? own(context.steps, spec) : undefined;
    if (listed !== undefined) return compileSteps(/** @type {readonly StepSpec[]} */ (listed), context);
    return [compileStep(spec, context)];
  });
}

/** @type {(spec: StepSpec, context: Context) => Step} */
function compileStep(spec, context) {
  const [name, argument] = typeof spec === "string" ? [spec, undefined] : (Object.entries(spec)[0] ?? [""]);
  const make = own(MAKERS, name);
  if (make === undefined) throw new Error(`not a step: ${name}`);
  return /** @type {(argument: any, context: Context) => Step} */ (make)(argument, context);
}

/** A step that wants a text. @type {(run: (text: string) => unknown) => Step} */
const onText = (run) => (value) => {
  const text = textOf(value);
  return text === undefined ? NOTHING : one(run(cut(text, BOUNDS.MAX_STRING)));
};

/** @type {(run: (text: string) => readonly unknown[]) => Step} */
const onTextAll = (run) => (value) => {
  const text = textOf(value);
  return text === undefined ? NOTHING : run(cut(text, BOUNDS.MAX_STRING));
};

/** @type {(value: unknown) => readonly unknown[]} */
const one = (value) => (value === undefined || value === null ? NOTHING : [value]);

/** @type {{ [name: string]: (argument: any, context: Context) => Step }} */
const MAKERS = {
  json: () => onText(json),
  get: (path) => {
    const ways = parsePath(path);
    return (value) => follow(ways, value);
  },
  percent: () => onText(unpercent),
  base64: () => onText(base64),
  gunzip: () => (value) => (value instanceof Uint8Array ? one(inflate(value, BOUNDS.MAX_REQUEST_BODY)) : NOTHING),
  protobuf: (path) => (value) => (value instanceof Uint8Array ? fields(value, path) : NOTHING),
  after: (mark) => onText((text) => (text.includes(mark) ? text.slice(text.indexOf(mark) + mark.length) : undefined)),
  before: (mark) => onText((text) => (text.includes(mark) ? text.slice(0, text.indexOf(mark)) : text)),
  strip: (mark) => onText((text) => (text.startsWith(mark) ? text.slice(mark.length) : text)),
  starts: (mark) => onText((text) => (text.startsWith(mark) ? text : undefined)),
  part: ({ of, at }) => onText((text) => parted(text, of).at(at)),
  split: (of) => onTextAll((text) => parted(text, of).map(strip).filter((part) => part !== "").slice(0, BOUNDS.MAX_VALUES)),
  skip: (count) => (value) => (value instanceof Uint8Array && value.length >= count ? [value.subarray(count)] : NOTHING),
  keys: () => (value) => (isDict(value) ? keysOf(value).slice(0, BOUNDS.MAX_VALUES) : NOTHING),
  form: () => onText((text) => together(queryOf(text))),
  is: (name, { forms }) => {
    const form = name === "digits" ? DIGITS : forms[name];
    return onText((text) => (form?.fits(text) ? text : undefined));
  },
  url: urlStep,
  lower: () => onText((text) => text.toLowerCase()),
  plain: () => onText(plain),
  shortcode: () => onText(shortcode),
  mentions: () => onTextAll((text) => mentions([text])),
  hashtags: () => onTextAll((text) => hashtags([text])),
  urls: () => onTextAll(addresses),
};

/** The parts between separators; an empty one parts nothing. @type {(text: string, separator: string) => string[]} */
const parted = (text, separator) => (separator === "" ? [text] : text.split(separator));

/** The names of all steps, for those who check rules. */
export const STEPS = Object.freeze(Object.keys(MAKERS));

/** @type {(text: string) => unknown} */
function json(text) {
  const value = parse(text);
  return value === BROKEN ? undefined : value;
}

/** @type {(text: string) => Uint8Array | undefined} */
export function base64(text) {
  const bare = strip(text).replace(/(?<!=)=+$/, "");
  if (!/^[A-Za-z0-9+/_-]*$/.test(bare) || bare.length % 4 === 1) return undefined;
  const decoded = atob(bare.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(decoded, (character) => character.charCodeAt(0));
}

/** @type {(text: string) => string | undefined} */
function shortcode(text) {
  if (!/^[A-Za-z0-9_-]{1,11}$/.test(text)) return undefined;
  let number = 0n;
  for (const digit of text) number = number * 64n + BigInt(BASE64.indexOf(digit));
  return number.toString();
}

/** @type {(argument: { path: string | string[], take: string }, context: Context) => Step} */
function urlStep({ path, take }, { covers }) {
  const templates = (typeof path === "string" ? [path] : path).map((text) => new Template(text));
  return onText((text) => {
    const found = place(strip(text).replace(/[\t\r\n]/g, ""));
    if (found === undefined || (found.host !== undefined && !covers(found.host))) return undefined;
    const segments = segmentsOf(found.path);
    for (const template of templates) {
      const parts = template.match(segments);
      if (parts !== undefined) return take.startsWith("?") ? queried(found.query, take.slice(1)) : own(parts, take);
    }
    return undefined;
  });
}

/**
 * The first value of a name, as it is written, that isn't empty.
 *
 * @type {(query: string, name: string) => string | undefined}
 */
function queried(query, name) {
  const pair = query.split("&").find((one) => one.startsWith(`${name}=`) && one.length > name.length + 1);
  return pair === undefined ? undefined : plus(pair.slice(name.length + 1));
}
