/** The settings: what each may be, and what it is where nobody has said. The same fields as the proxy's file, and a few of a browser's own. */

/**
 * @typedef {{ number: string, date: string, link: string }} Circular
 * @typedef {{ url: string, root: string, root_sha256: string, parts: string[] }} UpdateSettings
 *
 * @typedef {object} Settings
 * @property {string} audience whose rules the warning quotes
 * @property {string} language
 * @property {string} agency
 * @property {string} contact
 * @property {Circular[]} circulars
 * @property {number} hold_seconds
 * @property {number} delay_seconds
 * @property {number} grant_minutes
 * @property {boolean} follow
 * @property {boolean} advice
 * @property {boolean} reminders
 * @property {UpdateSettings} updates without url: the publisher that the extension came with; without root and root_sha256: its root
 * @property {string[]} platforms_off platforms on which nobody is asked
 * @property {number} paused_until a moment in ms; nobody is asked before it
 * @property {boolean} welcomed whether the first page was answered
 *
 * @typedef {{ field: string, kind: string, values: { [name: string]: string } }} Problem a text's key, and what fills it
 * @typedef {(value: any, field: string) => Problem[]} Check
 */

/** @type {Readonly<Settings>} */
export const DEFAULTS = Object.freeze({
  audience: "asn",
  language: "id",
  agency: "",
  contact: "",
  circulars: [],
  hold_seconds: 30,
  delay_seconds: 3,
  grant_minutes: 10,
  follow: true,
  advice: true,
  reminders: true,
  updates: Object.freeze({ url: "", root: "", root_sha256: "", parts: ["id"] }),
  platforms_off: [],
  paused_until: 0,
  welcomed: false,
});

/** What a browser knows of itself: no file of an agency says it. */
export const OWN = Object.freeze(["paused_until", "welcomed"]);

const WEB = /^https?:\/\/[^\s]+$/;
const PUBLISHER = /^https?:\/\/[^\s?#@]+$/;
const SHA256 = /^[0-9a-f]{64}$/;
const PART = /^id(\/[a-z0-9-]{1,60}){0,2}$/;
const NAME = /^[a-z0-9_-]{1,60}$/;
const SHOWN = 60;

/** @type {(field: string, kind: string, value: unknown, values?: { [name: string]: string }) => Problem[]} */
const wrong = (field, kind, value, values = {}) => [{ field, kind, values: { ...values, found: shown(value) } }];

/** A value as it is shown in a message. @type {(value: unknown) => string} */
function shown(value) {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)} …` : text;
}

/** @type {(value: unknown) => value is { [name: string]: any }} */
export const isMapping = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @type {(...words: string[]) => Check} */
const oneOf = (...words) => (value, field) => (words.includes(value) ? [] : wrong(field, "one_of", value, { words: words.join(", ") }));

/** @type {(least: number, most: number) => Check} */
const text = (least, most) => (value, field) => {
  const isRight = typeof value === "string" && within([...value].length, least, most);
  return isRight ? [] : wrong(field, least > 0 ? "filled_text" : "text", value, { most: String(most) });
};

/** @type {(least: number, most: number) => Check} */
const whole = (least, most) => (value, field) => {
  const isRight = Number.isInteger(value) && within(value, least, most);
  return isRight ? [] : wrong(field, "whole", value, { least: String(least), most: String(most) });
};

/** @type {Check} */
const flag = (value, field) => (typeof value === "boolean" ? [] : wrong(field, "switch", value));

/** @type {(pattern: RegExp, kind: string, most?: number) => Check} */
const like = (pattern, kind, most = 500) => (value, field) => {
  const isRight = typeof value === "string" && [...value].length <= most && pattern.test(value);
  return isRight ? [] : wrong(field, kind, value);
};

/** @type {(check: Check, least: number, most: number, isOnce?: boolean) => Check} */
const list = (check, least, most, isOnce = false) => (value, field) => {
  if (!Array.isArray(value) || !within(value.length, least, most)) return wrong(field, "list", value, { least: String(least), most: String(most) });
  const twice = isOnce ? value.find((one, at) => value.indexOf(one) !== at) : undefined;
  if (twice !== undefined) return wrong(field, "twice", twice);
  return value.flatMap((one, at) => check(one, `${field}[${at}]`));
};

/** @type {(checks: { [name: string]: Check }, needed: readonly string[]) => Check} */
const mapping = (checks, needed) => (value, field) => {
  if (!isMapping(value)) return wrong(field, "mapping", value, { words: Object.keys(checks).join(", ") });
  const missing = needed.filter((name) => !Object.hasOwn(value, name));
  return [...missing.map((name) => ({ field: `${field}.${name}`, kind: "missing", values: {} })), ...eachOf(checks, value, `${field}.`)];
};

/** @type {(number: number, least: number, most: number) => boolean} */
const within = (number, least, most) => number >= least && number <= most;

/** @type {(checks: { [name: string]: Check }, value: { [name: string]: any }, before: string) => Problem[]} */
function eachOf(checks, value, before) {
  return Object.entries(value).flatMap(([name, one]) => {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    return check === undefined ? [{ field: before + name, kind: "unknown", values: { words: Object.keys(checks).join(", ") } }] : check(one, before + name);
  });
}

/** The publisher's root itself, as text: a browser reads no file. @type {Check} */
function root(value, field) {
  try {
    if (typeof value === "string" && value.length <= 100_000 && isMapping(JSON.parse(value).signed)) return [];
  } catch {
    // told below
  }
  return wrong(field, "root", value);
}

/** @type {Check} */
function updates(value, field) {
  const found = mapping(
    { url: like(PUBLISHER, "publisher"), root, root_sha256: like(SHA256, "sha256"), parts: list(like(PART, "part"), 1, 64, true) },
    [],
  )(value, field);
  if (found.length > 0) return found;
  return Object.hasOwn(value, "root") && Object.hasOwn(value, "root_sha256") ? [{ field, kind: "two_roots", values: {} }] : [];
}

/** @type {{ [name: string]: Check }} */
export const CHECKS = Object.freeze({
  audience: oneOf("asn", "ppnpn", "tni", "polri"),
  language: oneOf("id", "en"),
  agency: text(0, 200),
  contact: text(0, 200),
  circulars: list(mapping({ number: text(1, 200), date: text(1, 60), link: like(WEB, "link") }, ["number", "date"]), 0, 10),
  hold_seconds: whole(5, 120),
  delay_seconds: whole(0, 30),
  grant_minutes: whole(0, 60),
  follow: flag,
  advice: flag,
  reminders: flag,
  updates,
  platforms_off: list(like(NAME, "platform"), 0, 64, true),
  paused_until: whole(0, Number.MAX_SAFE_INTEGER),
  welcomed: flag,
});

/** What is wrong with some settings; names that nobody knows are, too. @type {(data: { [name: string]: any }) => Problem[]} */
export const problemsOf = (data) => eachOf(CHECKS, data, "");

/** What single settings can't tell: a delay that outlasts the dialog. @type {(settings: Pick<Settings, "hold_seconds" | "delay_seconds">) => Problem[]} */
export function contradictions({ hold_seconds, delay_seconds }) {
  return delay_seconds < hold_seconds ? [] : [{ field: "delay_seconds", kind: "delay", values: { hold: String(hold_seconds) } }];
}

/** Right values, each with all its parts. @type {(data: { [name: string]: any }) => Partial<Settings>} */
export function completed(data) {
  const { circulars, updates: following } = data;
  return {
    ...data,
    ...(circulars && { circulars: circulars.map((/** @type {any} */ one) => ({ link: "", ...one })) }),
    ...(following && { updates: { ...DEFAULTS.updates, ...following } }),
  };
}
