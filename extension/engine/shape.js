/** Shapes: what an object of a response must have to be an item or an account, and what it then says. */

import { keeps } from "./accounts.js";
import { BOUNDS } from "./bounds.js";
import { compileWhen } from "./condition.js";
import { follow, parsePath } from "./fieldpath.js";
import { list } from "./route.js";
import { compileFirst, compileNames } from "./target.js";
import { compileInner } from "./value.js";

/**
 * @typedef {import("./transform.js").Context} Context
 * @typedef {import("./objects.js").Dict} Dict
 * @typedef {import("./accounts.js").Account} Account
 * @typedef {import("./value.js").Value} Value
 * @typedef {import("./target.js").Name} Name
 */

export class Shape {
  /** @param {any} spec @param {Context} context */
  constructor(spec, context) {
    /** @type {(one: any) => Value | undefined} */
    const value = (one) => (one === undefined ? undefined : compileInner(one, context));
    /** @type {string} */
    this.of = spec.of ?? "post";
    this.page = spec.page === true;
    this.has = list(/** @type {string} */ (spec.has)).map(parsePath);
    this.when = compileWhen(spec.when, (one) => compileInner(one, context));
    const names = compileNames(spec, context, compileInner, keeps(context.forms, this.of));
    this.ids = names.ids;
    this.handles = names.handles;
    this.join = value(spec.join);
    this.text = value(spec.text);
    /** @type {Role[]} */
    this.roles = (spec.accounts ?? []).map((/** @type {any} */ one) => new Role(one, context));
  }

  /** The keys of which an object of this shape has one. */
  get keys() {
    return (this.has[0] ?? []).flatMap(([first]) => (first?.kind === "key" ? first.key : []));
  }

  /** True where an object has this shape. @param {Dict} object */
  fits(object) {
    return this.has.every((ways) => follow(ways, object).length > 0) && this.when(object);
  }

  /** What the item says. @param {Dict} object @returns {string[]} */
  texts(object) {
    return this.text?.texts(object, BOUNDS.MAX_STRING) ?? [];
  }

  /** Who stands behind the item. @param {Dict} object @returns {Account[]} */
  accounts(object) {
    return this.roles.flatMap((role) => role.accounts(object)).slice(0, BOUNDS.MAX_VALUES);
  }
}

class Role {
  /** @param {any} spec @param {Context} context */
  constructor(spec, context) {
    /** @type {string} */
    this.role = spec.role ?? "author";
    this.page = spec.page === true;
    this.each = spec.each === undefined ? undefined : compileInner(spec.each, context);
    this.when = compileWhen(spec.when, (one) => compileInner(one, context));
    this.first = compileFirst(spec, context, compileInner, keeps(context.forms, "account"));
  }

  /** @param {Dict} object @returns {Account[]} */
  accounts(object) {
    return (this.each?.raw(object) ?? [object]).filter(this.when).flatMap((one) => named(this.first(one), this.role));
  }
}

/** An account where it has a name, else nobody. @type {(name: Name, role: string) => Account[]} */
export const named = ({ id, handle }, role) => (id === undefined && handle === undefined ? [] : [{ id, handle, role }]);
