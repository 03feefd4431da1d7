/** Which requests and answers are looked at: told from their heads, in the same breath. */

import { protection } from "./worker.js";

/**
 * @typedef {import("./protect.js").Protection} Protection
 * @typedef {{ methods: Record<string, true>, hosts: RegExp, path: RegExp, header?: { name: string, operations: RegExp } }} Head
 * @typedef {{ hosts: RegExp, path: RegExp, types: RegExp }} Place
 * @typedef {{ heads: Head[], readable: Place[] }} Sight
 */

/** A window that opens, or a pause that ends, is seen this late. */
const STALE_MS = 5_000;

/** @type {{ of: Promise<Protection>, at: number, sight: Promise<Sight>, now?: Sight } | undefined} */
let kept;

/** What there is to look at; at once where it is known. @type {() => Sight | Promise<Sight>} */
export function sight() {
  const of = protection();
  if (kept?.of !== of || Date.now() - kept.at > STALE_MS) {
    const before = kept?.of === of ? kept.now : undefined;
    /** @type {NonNullable<typeof kept>} */
    const next = { of, at: Date.now(), sight: looked(of), now: before };
    kept = next;
    next.sight.then((now) => (next.now = now), () => (kept = undefined));
  }
  return kept.now ?? kept.sight;
}

/** @type {(of: Promise<Protection>) => Promise<Sight>} */
async function looked(of) {
  const { heads, readable } = (await of).begin(Date.now());
  return { heads: heads.map(expressions), readable: readable.map(expressions) };
}

/** @type {(one: any) => any} */
function expressions(one) {
  const { header } = one;
  return {
    ...one,
    hosts: new RegExp(one.hosts),
    path: new RegExp(one.path),
    ...(one.types && { types: new RegExp(one.types, "i") }),
    ...(header && { header: { ...header, operations: new RegExp(header.operations) } }),
  };
}

/** Whether a request with this head may be an action. @type {(sight: Sight, method: string, url: string, headers: { [name: string]: string }) => boolean} */
export function mayAct({ heads }, method, url, headers) {
  const named = heads.filter(({ methods }) => Object.hasOwn(methods, method));
  if (named.length === 0) return false;
  const { host, path } = placeOf(url);
  return named.some(({ hosts, path: paths, header }) => {
    if (!hosts.test(host) || !fits(paths, path)) return false;
    const operation = header && headers[header.name];
    return !operation || header.operations.test(operation);
  });
}

/** Whether an answer may teach anything, by what it is and where it comes from. @type {(sight: Sight, url: string, type: string) => boolean} */
export function mayTeach({ readable }, url, type) {
  const typed = readable.filter(({ types }) => types.test(type));
  if (typed.length === 0) return false;
  const { host, path } = placeOf(url);
  return typed.some((one) => one.hosts.test(host) && one.path.test(path));
}

/** @type {(url: string) => { host: string, path: string }} */
function placeOf(url) {
  const { hostname, pathname } = new URL(url);
  return { host: hostname.replace(/\.+$/, ""), path: pathname };
}

/** As it is written, or decoded: names of operations may stand in a path either way. @type {(pattern: RegExp, path: string) => boolean} */
function fits(pattern, path) {
  if (pattern.test(path)) return true;
  try {
    return pattern.test(decodeURIComponent(path));
  } catch {
    return false;
  }
}
