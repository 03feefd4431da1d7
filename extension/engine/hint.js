/** Hints: what a request tells about the very item it acts on. */

import { ITEMS, keeps } from "./accounts.js";
import { compileFirst } from "./target.js";
import { compileRooted } from "./value.js";

/**
 * @typedef {import("./transform.js").Context} Context
 * @typedef {import("./value.js").Roots} Roots
 * @typedef {import("./accounts.js").Item} Item
 * @typedef {import("./accounts.js").Account} Account
 */

/** A hint, ready to be read. @type {(spec: any, context: Context) => (roots: Roots) => [Item, Account][]} */
export function compileHint(spec, context) {
  const of = ITEMS.find((kind) => spec[kind] !== undefined) ?? "post";
  const ids = compileRooted(spec[of], context);
  const fits = keeps(context.forms, of);
  const names = compileFirst(spec.account, context, compileRooted, () => true);
  return (roots) => {
    const { id, handle } = names(roots);
    if (id === undefined && handle === undefined) return [];
    return ids.texts(roots).filter(fits).map((item) => [{ of, id: item }, { id, handle, role: "cited" }]);
  };
}
