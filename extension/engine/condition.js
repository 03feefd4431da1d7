/** Conditions: tests on values, all of which must hold. */

import { isDict, keysOf } from "./objects.js";

/**
 * @typedef {import("./value.js").Value} Value
 * @typedef {(start: any) => boolean} Condition
 */

/** Conditions as one. @type {(specs: readonly any[] | undefined, compile: (spec: any) => Value) => Condition} */
export function compileWhen(specs = [], compile) {
  const all = specs.map((spec) => compileOne(spec, compile(spec.field)));
  return (start) => all.every((holds) => holds(start));
}

/** @type {(spec: any, value: Value) => Condition} */
function compileOne(spec, value) {
  if ("present" in spec) return (start) => value.raw(start).some(isThere) === spec.present;
  if ("starts" in spec) return (start) => value.texts(start).some((text) => text.startsWith(spec.starts));
  if ("not" in spec) {
    const refused = asked(spec.not);
    return (start) => !value.texts(start).some((text) => refused.has(text));
  }
  const wanted = asked("equals" in spec ? spec.equals : spec.one_of);
  return (start) => value.texts(start).some((text) => wanted.has(text));
}

/** @type {(values: unknown) => Set<string>} */
const asked = (values) => new Set((Array.isArray(values) ? values : [values]).map(String));

/** True for a value that is not empty; 0 and false are values. @type {(value: unknown) => boolean} */
export function isThere(value) {
  if (value === undefined || value === null || value === "") return false;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length > 0;
  return isDict(value) ? keysOf(value).length > 0 : true;
}
