/** Rules and look-alikes, ready to be asked. */

import { BOUNDS } from "./bounds.js";
import { compileWhen, isThere } from "./condition.js";
import { compileOperation } from "./route.js";
import { compileTarget } from "./target.js";
import { compileRooted } from "./value.js";

/**
 * @typedef {import("./transform.js").Context} Context
 * @typedef {import("./value.js").Roots} Roots
 * @typedef {import("./value.js").Value} Value
 * @typedef {import("./route.js").Route} Route
 *
 * @typedef {object} Rule
 * @property {string} name
 * @property {string} kind
 * @property {Route} route
 * @property {(names: readonly string[]) => boolean} named true where the operation is one of the rule's
 * @property {(roots: Roots) => boolean} when
 * @property {Value | undefined} each
 * @property {string} batch the `each` as it is written
 * @property {import("./target.js").Target[]} targets
 * @property {(roots: Roots) => string[]} text
 * @property {(roots: Roots) => boolean} media
 * @property {string} refusal
 * @property {string} release
 */

/**
 * A rule or a look-alike on its route.
 *
 * @type {(spec: any, route: Route, context: Context, platform: string) => Rule}
 */
export function compileRule(spec, route, context, platform) {
  /** @type {(one: any) => Value} */
  const value = (one) => compileRooted(one, context);
  const text = spec.text === undefined ? undefined : value(spec.text);
  const media = spec.media === undefined ? undefined : value(spec.media);
  return {
    name: `${platform}.${spec.rule}`,
    kind: spec.kind,
    route,
    named: compileOperation(spec.operation),
    when: compileWhen(spec.when, value),
    each: spec.each === undefined ? undefined : value(spec.each),
    batch: JSON.stringify(spec.each),
    targets: (spec.targets ?? []).map((/** @type {any} */ one) => compileTarget(one, context)),
    text: (roots) => text?.texts(roots, BOUNDS.MAX_STRING) ?? [],
    media: (roots) => media?.raw(roots).some(isThere) ?? false,
    refusal: spec.refusal ?? "default",
    release: spec.release ?? "held",
  };
}
