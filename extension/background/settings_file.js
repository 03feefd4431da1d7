/** An agency's settings as a file: the same fields as the proxy's settings, written as JSON. */

import { stop } from "../engine/jsontext.js";
import { DEFAULTS, OWN, contradictions, isMapping, problemsOf } from "./settings_fields.js";

/**
 * @typedef {import("./settings_fields.js").Settings} Settings
 * @typedef {import("./settings_fields.js").Problem} Problem
 */

/** The part of a proxy's file that is only the proxy's. */
const PROXY = "proxy";

/**
 * What a file says; nothing of it is to be kept where there is a problem.
 *
 * @param {string} text
 * @returns {{ values: Partial<Settings>, problems: Problem[] }}
 */
export function readFile(text) {
  /** @type {any} */
  let data;
  try {
    data = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    return { values: {}, problems: [{ field: "", kind: "not_json", values: placeOf(text) }] };
  }
  if (!isMapping(data)) return { values: {}, problems: [{ field: "", kind: "not_settings", values: {} }] };
  const { [PROXY]: _, ...values } = data;
  const own = OWN.filter((name) => Object.hasOwn(values, name)).map((field) => ({ field, kind: "own", values: {} }));
  const problems = [...own, ...problemsOf(values)];
  if (problems.length === 0) problems.push(...contradictions({ ...DEFAULTS, ...values }));
  return { values: problems.length === 0 ? /** @type {Partial<Settings>} */ (values) : {}, problems };
}

/** Where reading stopped: what parsers tell of it differs from browser to browser. @type {(text: string) => { [name: string]: string }} */
function placeOf(text) {
  const before = text.slice(0, stop(text)).split("\n");
  return { line: String(before.length), column: String((before.at(-1) ?? "").length + 1) };
}

/** The settings as such a file: what differs from the defaults, without what is this browser's own. @type {(settings: Settings) => string} */
export function writeFile(settings) {
  const said = Object.entries(settings).filter(([name, value]) => !OWN.includes(name) && !isSame(value, /** @type {any} */ (DEFAULTS)[name]));
  return `${JSON.stringify(Object.fromEntries(said), (_, value) => (value === "" ? undefined : value), 2)}\n`;
}

/** @type {(one: unknown, other: unknown) => boolean} */
const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);
