/** What responses teach: which accounts stand behind which items, and which names are one account's. */

import { keeps, keyOf } from "./accounts.js";
import { BOUNDS } from "./bounds.js";
import { Reader } from "./documents.js";
import { isDict, keysOf, put, valuesOf } from "./objects.js";
import { Shape, named } from "./shape.js";
import { compileFirst } from "./target.js";
import { Template, segmentsOf } from "./template.js";
import { compileInner, compileRooted } from "./value.js";
import { RouteView, View } from "./view.js";

/**
 * @typedef {import("./transform.js").Context} Context
 * @typedef {import("./objects.js").Dict} Dict
 * @typedef {import("./accounts.js").Item} Item
 * @typedef {import("./accounts.js").Account} Account
 * @typedef {import("./body.js").Request} Request
 * @typedef {import("./url.js").Place} Place
 *
 * A response, its body already as the page gets it.
 * @typedef {{ request: Request, status: number, type: string, body: Uint8Array }} Response
 *
 * @typedef {{ platform: string, item: Item, accounts: Account[], texts: string[] }} Learned
 * @typedef {{ platform: string, ids: string[], handles: string[] }} Alias
 * @typedef {{ learned: Learned[], aliases: Alias[] }} Lesson
 */

export class Learner {
  /** @param {any} spec @param {Context} context */
  constructor(spec, context) {
    this.platform = spec.platform;
    this.reader = new Reader(spec.read ?? {});
    /** @type {Template[]} */
    this.never = (spec.read?.never ?? []).map((/** @type {string} */ path) => new Template(path));
    /** @type {Shape[]} */
    this.shapes = (spec.learn ?? []).map((/** @type {any} */ one) => new Shape(one, context));
    /** @type {Map<string, Shape[]>} */
    this.byKey = new Map();
    /** @type {Set<string>} */
    this.keyed = new Set(spec.read?.keyed);
    for (const shape of this.shapes) {
      for (const key of shape.keys) this.byKey.set(key, [...(this.byKey.get(key) ?? []), shape]);
    }
    /** @type {{ each: import("./value.js").Value | undefined, first: ReturnType<typeof compileFirst> }[]} */
    this.pages = (spec.page_accounts ?? []).map((/** @type {any} */ one) => ({
      each: one.each === undefined ? undefined : compileRooted(one.each, context),
      first: compileFirst(one, context, one.each === undefined ? compileRooted : compileInner, keeps(context.forms, "account")),
    }));
  }

  /** True where responses from this place may be read: private messages never are. @param {Place} place */
  readable(place) {
    if (this.shapes.length === 0) return false;
    const path = segmentsOf(place.path);
    return !this.never.some((template) => template.match(path) !== undefined);
  }

  /** What a response teaches. @param {Response} response @param {Place} place @returns {Lesson} */
  learn(response, place) {
    const lesson = new Gathering(this);
    if (response.body.length <= BOUNDS.MAX_RESPONSE_BODY) lesson.walk(this.reader.read(response.body, response.type));
    return lesson.settle(() => this.pageAccount(response.request, place));
  }

  /**
   * The account that the request names as owner of the page.
   *
   * @param {Request} request
   * @param {Place} place
   * @returns {Account | undefined}
   */
  pageAccount(request, place) {
    const view = new RouteView(new View(request, place), {}, {});
    for (const { each, first } of this.pages) {
      for (const start of each?.raw(view) ?? [view]) {
        const [found] = named(first(start), "");
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }
}

/** @typedef {{ item: Item, accounts: Map<string, Account>, texts: Set<string> }} Known */

/** An object whose keys are ids: the objects in it know their own. @type {(value: Dict) => Dict} */
function withKeys(value) {
  /** @type {Dict} */
  const made = {};
  for (const key of keysOf(value)) {
    const one = value[key];
    if (!isDict(one)) {
      put(made, key, one);
      continue;
    }
    /** @type {Dict} */
    const copy = {};
    for (const name of keysOf(one)) put(copy, name, one[name]);
    put(copy, "#key", key);
    put(made, key, copy);
  }
  return made;
}

/** What one body teaches, while it is read. */
class Gathering {
  /** @param {Learner} learner */
  constructor(learner) {
    this.learner = learner;
    /** @type {Map<string, Known>} */
    this.items = new Map();
    /** @type {Map<string, { items: Known[], accounts: Account[], texts: string[] }>} */
    this.joins = new Map();
    /** @type {[Known, string][]} */
    this.pages = [];
    /** @type {Map<string, Alias>} */
    this.aliases = new Map();
    /** @type {Account | undefined} */
    this.owner = undefined;
  }

  /** Looks at every object of the documents, parents first. @param {unknown[]} documents */
  walk(documents) {
    /** @type {[unknown, number][]} */
    const open = documents.map((one) => /** @type {[unknown, number]} */ ([one, 0])).reverse();
    for (let nodes = 0; nodes < BOUNDS.MAX_NODES; ) {
      const next = open.pop();
      if (next === undefined) return;
      const [value, depth] = next;
      const list = Array.isArray(value);
      if (depth > BOUNDS.MAX_JSON_DEPTH || (!list && !isDict(value))) continue;
      nodes++;
      const below = list ? value : this.inside(value);
      for (let at = below.length - 1; at >= 0; at--) {
        const one = below[at];
        if (typeof one === "object" && one !== null) open.push([one, depth + 1]);
      }
    }
  }

  /**
   * Looks at an object; what stands in it, texts that are documents included.
   *
   * @param {Dict} object
   * @returns {unknown[]}
   */
  inside(object) {
    const { byKey, keyed, reader } = this.learner;
    /** @type {Set<Shape>} */
    const shapes = new Set();
    const keys = keysOf(object);
    for (const key of keys) for (const shape of byKey.get(key) ?? []) shapes.add(shape);
    for (const shape of shapes) if (shape.fits(object)) this.add(shape, object);
    if (!keys.some((key) => reader.jsonStrings.has(key) || reader.htmlStrings.has(key) || keyed.has(key))) return valuesOf(object);
    return keys.map((key) => {
      const value = object[key];
      return keyed.has(key) && isDict(value) ? withKeys(value) : reader.inner(key, value);
    });
  }

  /** @param {Shape} shape @param {Dict} object */
  add(shape, object) {
    const ids = shape.ids(object);
    if (shape.of === "account") {
      this.account(shape, ids, shape.handles(object));
      return;
    }
    const accounts = shape.accounts(object);
    const texts = shape.texts(object);
    const items = ids.flatMap((id) => this.item({ of: shape.of, id }));
    for (const item of items) {
      tell(item, accounts, texts);
      for (const role of shape.roles) if (role.page) this.pages.push([item, role.role]);
    }
    for (const text of shape.join?.texts(object) ?? []) {
      const key = `${shape.of} ${text}`;
      const join = this.joins.get(key) ?? { items: [], accounts: [], texts: [] };
      this.joins.set(key, join);
      join.items.push(...items);
      join.accounts.push(...accounts);
      join.texts.push(...texts);
    }
  }

  /** @param {Shape} shape @param {string[]} ids @param {string[]} handles */
  account(shape, ids, handles) {
    if (ids.length + handles.length > 1) this.alias(ids, handles);
    if (shape.page && ids.length + handles.length > 0) this.owner = { id: ids[0], handle: handles[0], role: "" };
  }

  /** @param {string[]} ids @param {string[]} handles */
  alias(ids, handles) {
    if (this.aliases.size === BOUNDS.MAX_LEARNED) return;
    this.aliases.set(JSON.stringify([ids, handles]), { platform: this.learner.platform, ids, handles });
  }

  /** @param {Item} item @returns {Known[]} */
  item(item) {
    const key = keyOf(item);
    const known = this.items.get(key);
    if (known !== undefined) return [known];
    if (this.items.size === BOUNDS.MAX_LEARNED) return [];
    const made = { item, accounts: new Map(), texts: new Set() };
    this.items.set(key, made);
    return [made];
  }

  /** Settles what only the whole body tells. @param {() => Account | undefined} named @returns {Lesson} */
  settle(named) {
    for (const { items, accounts, texts } of this.joins.values()) {
      for (const item of new Set(items)) tell(item, accounts, texts);
    }
    const owner = this.pages.length === 0 ? undefined : (this.owner ?? named());
    if (owner !== undefined) {
      for (const [item, role] of this.pages) {
        if (![...item.accounts.values()].some((one) => one.role === role)) tell(item, [{ ...owner, role }], []);
      }
    }
    const { platform } = this.learner;
    const all = [...this.items.values()].map(({ item, accounts, texts }) => {
      return { platform, item, accounts: [...accounts.values()], texts: [...texts] };
    });
    const learned = all.filter(({ accounts, texts }) => accounts.length + texts.length > 0);
    return { learned, aliases: [...this.aliases.values()] };
  }
}

/**
 * Adds accounts and texts to an item, each once.
 *
 * @type {(known: Known, accounts: readonly Account[], texts: readonly string[]) => void}
 */
function tell(known, accounts, texts) {
  for (const account of accounts) {
    const { id, handle, role } = account;
    const key = id === undefined ? `${role} @${handle}` : `${role} ${id}`;
    const before = known.accounts.get(key);
    if (before !== undefined) known.accounts.set(key, { ...before, handle: before.handle ?? handle });
    else if (known.accounts.size < BOUNDS.MAX_VALUES) known.accounts.set(key, account);
  }
  for (const text of texts) known.texts.add(text);
}
