/**
 * Which addresses alone say that a request acts on somebody: read out of the rules, as patterns of the browser's own blocking.
 *
 * A way is one template of a rule with one place for the name in it: in the path, or in the query. What a name makes of it
 * is an address to ask the engine about, and filters for all such addresses.
 */

import { ITEMS } from "../engine/accounts.js";
import { list } from "../engine/route.js";

/**
 * @typedef {object} Way
 * @property {string} of
 * @property {readonly string[]} methods
 * @property {(name: string) => string} address
 * @property {(name: string) => string[]} filters
 * @property {string[]} spared filters of what looks like it, and never is an action
 * @typedef {{ from: "path" | "query", name: string }} Place
 */

const DEPTH = 3;
const PART = /(\{[a-z_]+(?:\.\.\.)?\})/;
/** A name may stand with another, joined by `_`. @type {readonly { address: (name: string) => string, filter: (name: string) => string, isOpen: boolean }[]} */
const FORMS = [
  { address: (name) => name, filter: (name) => name, isOpen: false },
  { address: (name) => `${name}_1`, filter: (name) => `${name}_*`, isOpen: true },
  { address: (name) => `1_${name}`, filter: (name) => `*_${name}`, isOpen: false },
];

/** All ways of a platform, by what is named: an item's kind, `account`, or `handle`. @type {(platform: any) => Way[]} */
export function waysOf(platform) {
  return (platform.actions ?? []).flatMap((/** @type {any} */ rule) => {
    const route = rule.envelope === undefined ? rule : platform.envelopes[rule.envelope];
    const hosts = route.hosts ?? platform.hosts;
    const methods = list(route.method ?? "POST");
    const paths = list(route.path).flatMap((/** @type {string} */ path) => spelled(path, rule, route));
    const said = conditionsOf(rule, route.let ?? {});
    const spared = said.length > 0 ? [] : undosOf(platform, rule, route, hosts);
    return (rule.targets ?? []).flatMap((/** @type {any} */ target) =>
      named(target).flatMap(([of, spec]) =>
        placesOf(spec, route.let ?? {}).flatMap((place) => paths.flatMap((path) => FORMS.flatMap((form) => wayOf({ of, methods, hosts, path, place, said, spared, form })))),
      ),
    );
  });
}

/** @type {(target: any) => [string, any][]} */
function named(target) {
  const items = ITEMS.filter((kind) => target[kind] !== undefined).map((kind) => /** @type {[string, any]} */ ([kind, target[kind]]));
  const { each, id, handle } = target.account ?? {};
  if (each !== undefined) return items;
  return [...items, ...(id === undefined ? [] : [/** @type {[string, any]} */ (["account", id])]), ...(handle === undefined ? [] : [/** @type {[string, any]} */ (["handle", handle])])];
}

/** @type {(given: { of: string, methods: readonly string[], hosts: string[], path: string, place: Place, said: string[], spared: string[], form: typeof FORMS[number] }) => Way[]} */
function wayOf({ of, methods, hosts, path, place, said, spared, form }) {
  const isInPath = place.from === "path";
  const parts = path.split(PART);
  const isHere = (/** @type {string} */ part) => isInPath && (part === `{${place.name}}` || part === `{${place.name}...}`);
  if (isInPath && !parts.some(isHere)) return [];
  const filled = (/** @type {string} */ name, /** @type {string} */ other) => parts.map((part) => (isHere(part) ? name : part.startsWith("{") ? other : part)).join("");
  const asked = (/** @type {string} */ name) => [...(isInPath ? [] : [`${place.name}=${form.address(name)}`]), ...said].join("&");
  const end = form.isOpen && (!isInPath || isHere(parts.at(-2) ?? "") && parts.at(-1) === "") ? "" : "^";
  return [
    {
      of,
      methods,
      spared,
      address: (name) => `https://${hosts[0]}${filled(form.address(name), "1")}${asked(name) && `?${asked(name)}`}`,
      filters: (name) => {
        const start = filled(form.filter(name), "*");
        const rest = isInPath ? told([], said) : told([`${place.name}=${form.filter(name)}${end}`], said);
        // What lies below the path is something else, and so a query must begin where the path ends.
        const ends = isInPath && said.length === 0 ? [end] : ["?", "/?"];
        return hosts.flatMap((host) => ends.flatMap((one) => rest.map((asked) => `||${host}${start}${one}${asked}`)));
      },
    },
  ];
}

/**
 * What the query says, in any order: who is named, with what else has to be said. The latter must not be the end of another
 * name, or else what undoes an act could be blocked.
 *
 * @type {(names: string[], said: string[]) => string[]}
 */
function told([name], [condition, ...more]) {
  if (more.length > 0) return [];
  if (condition === undefined) return [name === undefined ? "" : `*${name}`];
  if (name === undefined) return [`${condition}^`, `*&${condition}^`];
  return [`*${name}${condition}^`, `*${name}*&${condition}^`, `${condition}^*${name}`, `*&${condition}^*${name}`];
}

/** A template with its operations written out, where they are part of the path; none where they are told elsewhere. @type {(path: string, rule: any, route: any) => string[]} */
function spelled(path, rule, route) {
  if (rule.operation === undefined) return [path];
  if (route.operation_from !== "path.operation" || !/\{operation(\.\.\.)?\}/.test(path)) return [];
  return list(rule.operation).filter((name) => !name.includes("*")).map((name) => path.replace(/\{operation(\.\.\.)?\}/, name));
}

/** Where in an address a value of a rule may be. @type {(spec: any, lets: { [name: string]: any }, depth?: number) => Place[]} */
function placesOf(spec, lets, depth = 0) {
  if (depth > DEPTH || spec === undefined) return [];
  if (Array.isArray(spec)) return spec.flatMap((one) => placesOf(one, lets, depth));
  if (typeof spec === "object") return placesOf(spec.every ?? spec.from, lets, depth);
  return String(spec).split("|").flatMap((one) => {
    const [, from, name] = /^\s*(path|query)\.([\w-]+)\s*$/.exec(one) ?? [];
    if (from !== undefined && name !== undefined) return [{ from: /** @type {Place["from"]} */ (from), name }];
    const given = one.trim();
    return Object.hasOwn(lets, given) ? placesOf(lets[given], lets, depth + 1) : [];
  });
}

/** What on the same route takes something back, and says so in the query. @type {(platform: any, rule: any, route: any, hosts: string[]) => string[]} */
function undosOf(platform, rule, route, hosts) {
  const same = (platform.never ?? []).filter((/** @type {any} */ one) => one.when !== undefined && one.envelope === rule.envelope && (one.envelope !== undefined || list(one.path).some((path) => list(route.path).includes(path))));
  return same.flatMap((/** @type {any} */ one) =>
    one.when.flatMap((/** @type {any} */ { field, equals, one_of }) => {
      const place = placesOf(field, route.let ?? {}).find(({ from }) => from === "query");
      if (place === undefined) return [];
      const values = list(equals ?? one_of ?? []);
      return list(route.path).flatMap((path) => hosts.flatMap((host) => values.map((value) => `||${host}${path.replace(/\{.*/, "*")}^*${place.name}=${value}^`)));
    }),
  );
}

/** What else the query has to say. @type {(rule: any, lets: { [name: string]: any }) => string[]} */
function conditionsOf(rule, lets) {
  return (rule.when ?? []).flatMap((/** @type {any} */ { field, equals }) => {
    const place = placesOf(field, lets).find(({ from }) => from === "query");
    return place === undefined || !["string", "number"].includes(typeof equals) ? [] : [`${place.name}=${equals}`];
  });
}
