/** Requests held against the rules of one platform. */

import { keyOf } from "./accounts.js";
import { View, RouteView, ItemView } from "./view.js";
import { BOUNDS } from "./bounds.js";
import { compileHint } from "./hint.js";
import { compileRule } from "./rule.js";
import { Route, Ways } from "./route.js";
import { segmentsOf } from "./template.js";
import { compileRooted } from "./value.js";

/**
 * @typedef {import("./transform.js").Context} Context
 * @typedef {import("./body.js").Request} Request
 * @typedef {import("./url.js").Place} Place
 * @typedef {import("./accounts.js").Item} Item
 * @typedef {import("./accounts.js").Account} Account
 * @typedef {import("./rule.js").Rule & { place: number }} Rule a rule with its place in the file
 * @typedef {import("./value.js").Value} Value
 *
 * What a request does.
 * @typedef {object} Action
 * @property {string} platform
 * @property {string} kind
 * @property {string} rule
 * @property {Item[]} items
 * @property {Account[]} accounts
 * @property {string[]} texts
 * @property {boolean} media
 * @property {string[]} viewer
 * @property {[Item, Account][]} hints
 * @property {string} refusal
 * @property {string} release
 *
 * A route that a request takes, with the operations that it names.
 * @typedef {{ view: RouteView, names: string[] }} Taken
 */

const SILENT = new Set(["HEAD", "OPTIONS", "TRACE", "CONNECT"]);
const EMPTY = new Uint8Array();

export class Matcher {
  /** @param {any} spec @param {Context} context */
  constructor(spec, context) {
    /** @type {Map<string, Route>} */
    const envelopes = new Map();
    for (const [name, one] of Object.entries(spec.envelopes ?? {})) envelopes.set(name, new Route(one, context));
    /** @type {(one: any, place: number) => Rule} */
    const rule = (one, place) => {
      const route = envelopes.get(one.envelope) ?? new Route(one, context);
      return { ...compileRule(one, route, context, spec.platform), place };
    };
    /** @type {Rule[]} */
    this.never = (spec.never ?? []).map(rule);
    /** @type {Rule[]} */
    this.rules = (spec.actions ?? []).map(rule);
    /** @type {Map<Route, { never: Rule[], rules: Rule[] }>} */
    this.byRoute = new Map();
    for (const one of this.never) this.of(one.route).never.push(one);
    for (const one of this.rules) this.of(one.route).rules.push(one);
    this.ways = new Ways(this.byRoute.keys());
    /** @type {ReturnType<typeof compileRooted>[]} */
    this.viewer = (spec.viewer ?? []).map((/** @type {any} */ one) => compileRooted(one, context));
    /** @type {ReturnType<typeof compileHint>[]} */
    this.hints = (spec.hints ?? []).map((/** @type {any} */ one) => compileHint(one, context));
    this.platform = spec.platform;
  }

  /** The look-alikes and rules of a route. @param {Route} route */
  of(route) {
    const known = this.byRoute.get(route) ?? { never: [], rules: [] };
    this.byRoute.set(route, known);
    return known;
  }

  /**
   * All actions that a request is, in the order of the rules.
   *
   * @param {Request} request
   * @param {Place} place
   * @returns {Action[]}
   */
  match(request, place) {
    const view = new View(request, place);
    const taken = this.take(view, (route) => route.operation);
    if (taken.size === 0 || this.refuses(taken)) return [];
    return this.actions(taken);
  }

  /**
   * False where a request, by what stands before its body, can't be an action.
   *
   * @param {Request} request
   * @param {Place} place
   */
  interesting(request, place) {
    const taken = this.take(new View({ ...request, body: EMPTY }, place), (route) => route.inHead);
    for (const [route, ways] of taken) {
      const { rules } = this.of(route);
      if (rules.length > 0 && ways.some(({ names }) => names.length === 0 && !route.headed)) return true;
      if (rules.some(({ named }) => ways.some(({ names }) => named(names)))) return true;
    }
    return false;
  }

  /**
   * The routes that a request takes, each once for every template that matches.
   *
   * @param {View} view
   * @param {(route: Route) => Value | undefined} operation
   */
  take(view, operation) {
    /** @type {Map<Route, Taken[]>} */
    const taken = new Map();
    const { method } = view.request;
    const { host, path } = view.place;
    if (host === undefined || SILENT.has(method)) return taken;
    const segments = segmentsOf(path);
    for (const route of this.ways.at(method, segments)) {
      const ways = route.match(method, host, segments).map((parts) => {
        const routed = new RouteView(view, parts, route.lets);
        return { view: routed, names: operation(route)?.texts(routed) ?? [] };
      });
      if (ways.length > 0) taken.set(route, ways);
    }
    return taken;
  }

  /** True where the request is a look-alike. @param {Map<Route, Taken[]>} taken */
  refuses(taken) {
    for (const [route, ways] of taken) {
      for (const { named, when } of this.of(route).never) {
        if (ways.some((one) => named(one.names) && when(one.view))) return true;
      }
    }
    return false;
  }

  /** @param {Map<Route, Taken[]>} taken @returns {Action[]} */
  actions(taken) {
    /** @type {Action[]} */
    const found = [];
    /** @type {Map<string, Set<number>>} */
    const gone = new Map();
    const rules = [...taken.keys()].flatMap((route) => this.of(route).rules);
    if (taken.size > 1) rules.sort((one, other) => one.place - other.place);
    for (const rule of rules) {
      for (const one of taken.get(rule.route) ?? []) {
        if (!rule.named(one.names)) continue;
        if (rule.each === undefined) {
          if (found.length === 0 && rule.when(one.view)) return [this.action(rule, one.view, [one.view])];
          continue;
        }
        const items = elements(rule, one.view, gone);
        if (items.length > 0) found.push(this.action(rule, one.view, items));
      }
    }
    return found;
  }

  /**
   * @param {Rule} rule
   * @param {RouteView} view
   * @param {(RouteView | ItemView)[]} looks
   * @returns {Action}
   */
  action(rule, view, looks) {
    const viewer = new Set(this.viewer.flatMap((value) => value.texts(view)));
    const items = once(looks.flatMap((look) => rule.targets.flatMap((target) => target.items(look))), keyOf);
    const named = once(looks.flatMap((look) => rule.targets.flatMap((target) => target.accounts(look))), nameOf);
    const keys = new Set(items.map(keyOf));
    const hints = this.hints.flatMap((hint) => hint(view)).filter(([item]) => keys.has(keyOf(item)));
    return {
      platform: this.platform,
      kind: rule.kind,
      rule: rule.name,
      items,
      accounts: named.filter((account) => !isViewer(account, viewer)),
      texts: looks.flatMap((look) => rule.text(look)),
      media: looks.some((look) => rule.media(look)),
      viewer: [...viewer].sort(),
      hints,
      refusal: rule.refusal,
      release: rule.release,
    };
  }
}

/**
 * The elements of a batch that no rule before has taken and to which this one applies.
 *
 * @type {(rule: Rule, view: RouteView, gone: Map<string, Set<number>>) => ItemView[]}
 */
function elements(rule, view, gone) {
  const batch = rule.batch;
  const before = gone.get(batch) ?? new Set();
  gone.set(batch, before);
  const found = [];
  for (const [at, item] of (rule.each?.raw(view) ?? []).entries()) {
    const look = new ItemView(view, item);
    if (before.has(at) || !rule.when(look)) continue;
    before.add(at);
    found.push(look);
  }
  return found;
}

/** @type {(account: Account) => string} */
const nameOf = ({ id, handle }) => JSON.stringify([id, handle]);

/** @type {(account: Account, viewer: ReadonlySet<string>) => boolean} */
const isViewer = ({ id, handle }, viewer) => viewer.has(id ?? "") || viewer.has(handle ?? "");

/** Each once, by its key; the first MAX_VALUES. @type {<T>(all: readonly T[], key: (one: T) => string) => T[]} */
export function once(all, key) {
  const found = new Map();
  for (const one of all) {
    if (found.size === BOUNDS.MAX_VALUES) break;
    if (!found.has(key(one))) found.set(key(one), one);
  }
  return [...found.values()];
}
