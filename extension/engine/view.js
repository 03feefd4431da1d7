/** What paths of requests start from: each root is read when it is first asked for. */

import { bodyOf, multipart } from "./body.js";
import { lenient, utf8 } from "./characters.js";
import { BROKEN, parse } from "./jsontext.js";
import { cookiesOf, queryOf, together } from "./pairs.js";

/**
 * @typedef {import("./body.js").Request} Request
 * @typedef {import("./value.js").Value} Value
 * @typedef {import("./url.js").Place} Place
 */

/** The roots of a request that are the same for every rule. */
export class View {
  /** @param {Request} request @param {Place} place */
  constructor(request, place) {
    this.request = request;
    this.place = place;
    /** @type {Map<string, unknown>} */
    this.known = new Map();
  }

  /** What stands under the name of a root. @param {string} name @returns {unknown} */
  root(name) {
    if (!this.known.has(name)) this.known.set(name, READERS[name]?.(this));
    return this.known.get(name);
  }

  /** The body as it was written. */
  body() {
    return /** @type {Uint8Array} */ (this.root(" body"));
  }
}

/** @type {{ [root: string]: (view: View) => unknown }} */
const READERS = {
  " body": ({ request }) => bodyOf(request),
  url: ({ request }) => request.url,
  pathname: ({ place }) => place.path,
  query: ({ place }) => together(queryOf(place.query)),
  header: ({ request }) => request.headers,
  cookie: ({ request }) => cookiesOf(request.headers.cookie ?? ""),
  text: (view) => lenient(view.body()),
  bytes: (view) => view.body(),
  json: jsonOf,
  form: formOf,
};

/** @type {(view: View) => unknown} */
function jsonOf(view) {
  const text = utf8(view.body());
  const value = text === undefined ? BROKEN : parse(text);
  return value === BROKEN ? undefined : value;
}

/** @type {(view: View) => unknown} */
function formOf(view) {
  const type = view.request.headers["content-type"] ?? "";
  const body = view.body();
  if (type.startsWith("multipart/form-data")) return multipart(body, type);
  if (body[0] === 0x7b || body[0] === 0x5b) return {};
  return together(queryOf(lenient(body)));
}

/** The roots for the rules of one route: also the parts of its path, and its `let`. */
export class RouteView {
  /** @param {View} view @param {{ [name: string]: string }} parts @param {{ [name: string]: Value }} lets */
  constructor(view, parts, lets) {
    this.view = view;
    this.parts = parts;
    this.lets = lets;
    /** @type {Map<string, unknown>} */
    this.known = new Map();
  }

  /** What stands under the name of a root. @param {string} name @returns {unknown} */
  root(name) {
    if (name === "path") return this.parts;
    if (!Object.hasOwn(this.lets, name)) return this.view.root(name);
    if (!this.known.has(name)) {
      this.known.set(name, undefined); // What leads back to itself has nothing.
      this.known.set(name, this.lets[name]?.raw(this)[0]);
    }
    return this.known.get(name);
  }
}

/** The same roots, looking at one element of a batch. */
export class ItemView {
  /** @param {RouteView} view @param {unknown} item */
  constructor(view, item) {
    this.view = view;
    this.item = item;
  }

  /** What stands under the name of a root. @param {string} name @returns {unknown} */
  root(name) {
    return name === "item" ? this.item : this.view.root(name);
  }
}
