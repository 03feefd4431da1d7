/** Field paths: from key to key into what was parsed. */

import { BOUNDS } from "./bounds.js";
import { isDict, own, valuesOf } from "./objects.js";

/**
 * @typedef {{ kind: "key", key: string } | { kind: "at", at: number } | { kind: "each" | "values" | "deep" }} Step
 * @typedef {readonly Step[]} Way
 */

const TOKEN = /'([^']*)'|(\*\*)|(\*)|([A-Za-z0-9_$:@/#-]+)|\[(-?\d+)?\]|(\.)|[ \t\r\n]*(\|)[ \t\r\n]*/y;
/** @type {Step} */
const EACH = { kind: "each" };
/** @type {Step} */
const VALUES = { kind: "values" };
/** @type {Step} */
const DEEP = { kind: "deep" };

/** The alternatives of a path, each a way of steps. @type {(text: string) => Way[]} */
export function parsePath(text) {
  const path = text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
  /** @type {Step[]} */
  let way = [];
  const ways = [way];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < path.length) {
    const found = TOKEN.exec(path);
    if (found === null) throw new Error(`not a field path: ${path}`);
    const [token, quoted, deep, values, key, at, dot, or] = found;
    if (or) ways.push((way = []));
    else if (deep) way.push(DEEP);
    else if (values) way.push(VALUES);
    else if (token.startsWith("[")) way.push(at === undefined ? EACH : { kind: "at", at: Number(at) });
    else if (!dot) way.push({ kind: "key", key: quoted ?? /** @type {string} */ (key) });
  }
  return ways;
}

/**
 * What the first alternative that leads anywhere leads to.
 *
 * @type {(ways: readonly Way[], start: unknown) => unknown[]}
 */
export function follow(ways, start) {
  for (const way of ways) {
    const found = walk(way, 0, start);
    if (found.length > 0) return found;
  }
  return [];
}

/** What one way leads to, from one of its steps on. @type {(way: Way, from: number, start: unknown) => unknown[]} */
export function walk(way, from, start) {
  let value = start;
  for (let at = from; at < way.length; at++) {
    const step = /** @type {Step} */ (way[at]);
    if (step.kind !== "key") return spread(way, at, value);
    if (!isDict(value)) return [];
    value = own(value, step.key);
  }
  return value === undefined || value === null ? [] : [value];
}

/** The same where a step may lead to several values. @type {(way: Way, from: number, start: unknown) => unknown[]} */
function spread(way, from, start) {
  let values = [start];
  for (let at = from; at < way.length; at++) {
    const step = /** @type {Step} */ (way[at]);
    /** @type {unknown[]} */
    const next = [];
    for (const value of values) take(step, value, next);
    values = next;
  }
  return values;
}

/** Adds to a list what a step leads to from a value. @type {(step: Step, value: unknown, found: unknown[]) => void} */
function take(step, value, found) {
  if (step.kind === "key") {
    if (isDict(value)) add(found, own(value, step.key));
  } else if (step.kind === "at") {
    if (Array.isArray(value)) add(found, value.at(step.at));
  } else if (step.kind === "each") {
    if (Array.isArray(value)) for (const one of value) add(found, one);
  } else if (step.kind === "values") {
    if (isDict(value)) for (const one of valuesOf(value)) add(found, one);
  } else {
    deep(value, found);
  }
}

/** @type {(found: unknown[], value: unknown) => void} */
function add(found, value) {
  if (value !== undefined && value !== null) found.push(value);
}

/** Adds every object at or below a place, parents first. @type {(start: unknown, found: unknown[]) => void} */
function deep(start, found) {
  const open = [start];
  for (let steps = 0; steps < BOUNDS.MAX_STEPS; steps++) {
    const value = open.pop();
    if (value === undefined) return;
    const list = Array.isArray(value);
    if (!list && !isDict(value)) continue;
    if (!list) found.push(value);
    const below = list ? value : valuesOf(value);
    for (let at = below.length - 1; at >= 0; at--) {
      const one = below[at];
      if (typeof one === "object" && one !== null) open.push(one);
    }
  }
}
