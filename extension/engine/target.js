/** Targets of rules: the items and accounts that a request names. */

import { ITEMS, keeps, paired, unsigned } from "./accounts.js";
import { compileInner, compileRooted } from "./value.js";

/**
 * @typedef {import("./transform.js").Context} Context
 * @typedef {import("./value.js").Roots} Roots
 * @typedef {import("./accounts.js").Item} Item
 * @typedef {import("./accounts.js").Account} Account
 *
 * @typedef {{ id: string | undefined, handle: string | undefined }} Name
 *
 * @typedef {object} Target
 * @property {(roots: Roots) => Item[]} items
 * @property {(roots: Roots) => Account[]} accounts
 */

/** A target, ready to be read. @type {(spec: any, context: Context) => Target} */
export function compileTarget(spec, context) {
  const kinds = ITEMS.filter((kind) => spec[kind] !== undefined).map((kind) => {
    const value = compileRooted(spec[kind], context);
    const fits = keeps(context.forms, kind);
    return { of: kind, ids: (/** @type {Roots} */ roots) => value.texts(roots).filter(fits) };
  });
  return {
    items: (roots) => kinds.flatMap(({ of, ids }) => ids(roots).map((id) => ({ of, id }))),
    accounts: spec.account === undefined ? () => [] : compileAccounts(spec.account, spec.as ?? "account", context),
  };
}

/** @type {(spec: any, role: string, context: Context) => (roots: Roots) => Account[]} */
function compileAccounts(spec, role, context) {
  const each = spec.each === undefined ? undefined : compileRooted(spec.each, context);
  const names = compileNames(spec, context, each === undefined ? compileRooted : compileInner, keeps(context.forms, "account"));
  return (roots) =>
    (each === undefined ? [roots] : each.raw(roots)).flatMap((start) => paired(names.ids(start), names.handles(start), role));
}

/**
 * The ids that keep to their form, and the handles, that a mapping with `id` and `handle` leads to.
 *
 * @type {(spec: any, context: Context, compile: typeof compileInner, fits: (id: string) => boolean) => { ids: (start: any) => string[], handles: (start: any) => string[] }}
 */
export function compileNames(spec, context, compile, fits) {
  const id = spec.id === undefined ? undefined : compile(spec.id, context);
  const handle = spec.handle === undefined ? undefined : compile(spec.handle, context);
  return {
    ids: (start) => (id?.texts(start) ?? []).filter(fits),
    handles: (start) => (handle?.texts(start) ?? []).filter((text) => /[^@]/.test(text)).map(unsigned),
  };
}

/**
 * The first id, none where it breaks its form, and the first handle.
 *
 * @type {(spec: any, context: Context, compile: typeof compileInner, fits: (id: string) => boolean) => (start: any) => Name}
 */
export function compileFirst(spec, context, compile, fits) {
  const id = spec.id === undefined ? undefined : compile(spec.id, context);
  const handle = spec.handle === undefined ? undefined : compile(spec.handle, context);
  return (start) => {
    const [first] = id?.texts(start) ?? [];
    const name = unsigned(handle?.texts(start)[0] ?? "");
    return { id: first !== undefined && fits(first) ? first : undefined, handle: name === "" ? undefined : name };
  };
}
