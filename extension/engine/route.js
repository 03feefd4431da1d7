/** Routes: which requests, by method, host and path, an envelope or a rule with a path of its own is about. */

import { parsePath } from "./fieldpath.js";
import { hostWithin } from "./hosts.js";
import { ranked } from "./template.js";
import { compileRooted } from "./value.js";

/**
 * @typedef {import("./transform.js").Context} Context
 * @typedef {import("./value.js").Value} Value
 * @typedef {import("./template.js").Parts} Parts
 * @typedef {{ path: string | string[], method?: string | string[], hosts?: string[], operation_from?: any, let?: any }} RouteSpec
 */

/** The roots that need no body. */
const HEAD = new Set(["url", "pathname", "path", "query", "header", "cookie"]);

export class Route {
  /** @param {RouteSpec} spec @param {Context} context */
  constructor(spec, context) {
    this.methods = new Set(list(spec.method ?? "POST"));
    this.hosts = spec.hosts;
    this.templates = ranked(spec.path);
    this.operation = spec.operation_from === undefined ? undefined : compileRooted(spec.operation_from, context);
    const leading = leadingHeads(spec.operation_from);
    /** True where the head alone tells the operation, or that there is none. */
    this.headed = leading === undefined;
    /** What of it the head tells. */
    this.inHead = leading === undefined ? this.operation : leading.length > 0 ? compileRooted(leading, context) : undefined;
    /** @type {{ [name: string]: Value }} */
    this.lets = {};
    for (const [name, value] of Object.entries(spec.let ?? {})) this.lets[name] = compileRooted(value, context);
  }

  /**
   * The parts of the path of a request that goes here, by every template that matches.
   *
   * @param {string} method
   * @param {string} host
   * @param {readonly string[]} path
   * @returns {Parts[]}
   */
  match(method, host, path) {
    /** @type {Parts[]} */
    const found = [];
    if (!this.methods.has(method) || (this.hosts !== undefined && !hostWithin(host, this.hosts))) return found;
    for (const template of this.templates) {
      const parts = template.match(path);
      if (parts !== undefined) found.push(parts);
    }
    return found;
  }
}

/**
 * The leading alternatives of a value that need no body; undefined where none of it needs one.
 *
 * @type {(spec: any) => any[] | undefined}
 */
function leadingHeads(spec) {
  const all = spec === undefined ? [] : list(spec);
  const first = all.findIndex((one) => !headTells(one));
  return first < 0 ? undefined : all.slice(0, first);
}

/** @type {(spec: any) => boolean} */
function headTells(spec) {
  const parts = typeof spec === "object" ? (spec.every ?? spec.compose) : undefined;
  if (parts !== undefined) return list(parts).every((one) => list(one).every(headTells));
  const ways = parsePath(typeof spec === "string" ? spec : spec.from);
  return ways.every(([first]) => first?.kind === "key" && HEAD.has(first.key));
}

/** One or several as a list. @template T @param {T | readonly T[]} value @returns {readonly T[]} */
export const list = (value) => /** @type {readonly T[]} */ (Array.isArray(value) ? value : [value]);

/**
 * A test whether a name is one of the operations; `*` stands for any characters.
 *
 * @type {(names: string | string[] | undefined) => (names: readonly string[]) => boolean}
 */
export function compileOperation(names) {
  if (names === undefined) return () => true;
  const exact = new Set(list(names).filter((name) => !name.includes("*")));
  const open = list(names).filter((name) => name.includes("*")).map(wildcard);
  return (given) => given.some((name) => exact.has(name) || open.some((pattern) => pattern.test(name)));
}

/** @type {(name: string) => RegExp} */
function wildcard(name) {
  const parts = name.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^]*")}$`);
}

/** Routes by method and path: of hundreds, a request can only take a few. */
export class Ways {
  /** @param {Iterable<Route>} routes */
  constructor(routes) {
    /** @type {Map<string, Route[]>} */
    this.known = new Map();
    for (const route of routes) {
      for (const method of route.methods) for (const template of route.templates) this.put(`${method} ${template.key}`, route);
    }
  }

  /** @param {string} key @param {Route} route */
  put(key, route) {
    const there = this.known.get(key);
    if (there === undefined) this.known.set(key, [route]);
    else if (!there.includes(route)) there.push(route);
  }

  /**
   * The routes that a method and a path may lead to, each once.
   *
   * @param {string} method
   * @param {readonly string[]} path
   * @returns {Iterable<Route>}
   */
  at(method, path) {
    const keys = [`/${path.join("/")}`, ...[path[0], ""].flatMap((head) => [`${head} ${path.length}`, `${head} *`])];
    const found = keys.flatMap((key) => this.known.get(`${method} ${key}`) ?? []);
    return found.length < 2 ? found : new Set(found);
  }
}
