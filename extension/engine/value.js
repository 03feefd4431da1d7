/** Values of rules: where something is, and how it is unwrapped. */

import { BOUNDS } from "./bounds.js";
import { longer } from "./characters.js";
import { follow, parsePath, walk } from "./fieldpath.js";
import { compileSteps, textOf } from "./transform.js";

/**
 * @typedef {import("./transform.js").Context} Context
 * @typedef {import("./fieldpath.js").Way} Way
 * @typedef {string | { [key: string]: any }} ValueSpec
 *
 * What paths start from: an object of a response, or the roots of a request.
 * @typedef {{ root: (name: string) => unknown }} Roots
 *
 * @typedef {object} Value
 * @property {(start: any) => unknown[]} raw the values as they are
 * @property {(start: any, most?: number) => string[]} texts the texts that count, each once
 */

/** A value whose paths start at an object. @type {(spec: ValueSpec, context: Context) => Value} */
export const compileInner = (spec, context) => compile(spec, context, follow);

/** A value whose paths start at the roots of a request. @type {(spec: ValueSpec, context: Context) => Value} */
export const compileRooted = (spec, context) => compile(spec, context, followRoots);

/** @type {(ways: readonly Way[], roots: Roots) => unknown[]} */
function followRoots(ways, roots) {
  for (const way of ways) {
    const first = way[0];
    const found = first?.kind === "key" ? walk(way, 1, roots.root(first.key)) : [];
    if (found.length > 0) return found;
  }
  return [];
}

/** @type {(spec: ValueSpec, context: Context, start: (ways: readonly Way[], start: any) => unknown[]) => Value} */
function compile(spec, context, start) {
  if (Array.isArray(spec)) return firstOf(spec.map((one) => compile(one, context, start)));
  if (typeof spec === "object" && spec.every !== undefined) {
    return together(spec.every.map((/** @type {ValueSpec} */ one) => compile(one, context, start)));
  }
  if (typeof spec === "object" && spec.compose !== undefined) {
    return composed(spec.compose.map((/** @type {ValueSpec} */ one) => compile(one, context, start)), spec.with);
  }
  const { from, via = [], take = "all" } = typeof spec === "string" ? { from: spec } : spec;
  const ways = parsePath(from);
  const steps = compileSteps(via, context);
  /** @type {(start: any) => unknown[]} */
  const raw = (origin) => {
    let values = start(ways, origin).slice(0, BOUNDS.MAX_VALUES);
    for (const step of steps) values = values.flatMap((value) => step(value)).slice(0, BOUNDS.MAX_VALUES);
    return take === "first" ? values.slice(0, 1) : values;
  };
  return { raw, texts: (origin, most) => textsOf(raw(origin), most) };
}

/** Alternatives, of which the first counts that has anything. @type {(values: Value[]) => Value} */
function firstOf(values) {
  /** @type {<T>(found: (value: Value) => T[]) => T[]} */
  const first = (found) => {
    for (const value of values) {
      const all = found(value);
      if (all.length > 0) return all;
    }
    return [];
  };
  return {
    raw: (start) => first((value) => value.raw(start)),
    texts: (start, most) => first((value) => value.texts(start, most)),
  };
}

/** Values that count together. @type {(values: Value[]) => Value} */
function together(values) {
  return {
    raw: (start) => values.flatMap((value) => value.raw(start)),
    texts: (start, most) => [...new Set(values.flatMap((value) => value.texts(start, most)))].slice(0, BOUNDS.MAX_VALUES),
  };
}

/** One text of the first of each; nothing where one of them has none. @type {(values: Value[], between: string) => Value} */
function composed(values, between) {
  /** @type {(start: any) => string[]} */
  const raw = (start) => {
    const found = values.flatMap((value) => value.texts(start).slice(0, 1));
    return found.length === values.length ? [found.join(between)] : [];
  };
  return { raw, texts: (start, most) => textsOf(raw(start), most) };
}

/**
 * The texts among values, lists taken apart one level deep.
 *
 * @type {(values: readonly unknown[], most?: number) => string[]}
 */
export function textsOf(values, most = BOUNDS.MAX_ID) {
  /** @type {Set<string>} */
  const found = new Set();
  for (const value of values) {
    for (const one of Array.isArray(value) ? value : [value]) {
      const text = textOf(one);
      if (text === undefined || text === "" || longer(text, most)) continue;
      found.add(text);
      if (found.size === BOUNDS.MAX_VALUES) return [...found];
    }
  }
  return [...found];
}
