/**
 * What can be told of a request before its body: the part of the rules that the gate in the page gets.
 *
 * Plain data for regular expressions. It may let the gate ask too often, and never too seldom: the engine decides.
 * It names no account; the rules themselves are public.
 *
 * @typedef {{ methods: Record<string, true>, hosts: string, path: string, header?: { name: string, operations: string } }} Head
 * @typedef {{ hosts: string, path: string, types: string }} Readable
 */

/** The heads of all actions of a ruleset; those that differ in nothing but the path are one. @type {(ruleset: any) => Head[]} */
export function headsOf(ruleset) {
  /** @type {Map<string, { head: Head, paths: Set<string> }>} */
  const found = new Map();
  for (const platform of ruleset.platforms) {
    for (const rule of platform.actions ?? []) {
      for (const head of headsOfRule(rule, platform)) {
        const key = JSON.stringify({ ...head, path: "" });
        const same = found.get(key) ?? { head, paths: new Set() };
        same.paths.add(head.path);
        found.set(key, same);
      }
    }
  }
  return [...found.values()].map(({ head, paths }) => ({ ...head, path: `^(?:${[...paths].join("|")})/?$` }));
}

/** Which responses may teach whose posts are whose, by host and type: what a shape needs is for the engine to see. @type {(ruleset: any) => Readable[]} */
export const readableOf = (ruleset) =>
  ruleset.platforms.map((/** @type {any} */ { hosts, read }) => ({ hosts: within(hosts), path: "^", types: typesOf(read?.types ?? []) }));

/** What is read everywhere, and what a platform reads besides. @type {(further: readonly string[]) => string} */
const typesOf = (further) => ["json|javascript|html|text/plain", ...further.map((type) => `^\\s*${literal(type)}\\s*(?:;|$)`)].join("|");

/** @type {(rule: any, platform: any) => Head[]} */
function headsOfRule(rule, platform) {
  const route = rule.envelope === undefined ? rule : platform.envelopes[rule.envelope];
  const hosts = within(route.hosts ?? platform.hosts);
  const methods = Object.fromEntries(list(route.method ?? "POST").map((name) => [name, /** @type {const} */ (true)]));
  const ways = route.operation_from === undefined ? [] : list(route.operation_from);
  const operations = rule.operation === undefined ? undefined : any(list(rule.operation));
  const inPath = operations !== undefined && ways.length === 1 && ways[0] === "path.operation";
  const named = operations === undefined ? undefined : ways.map(headerOf).find(Boolean);
  return list(route.path).map((/** @type {string} */ path) => ({
    methods,
    hosts,
    path: pathOf(path, inPath ? operations : undefined),
    ...(named === undefined || operations === undefined ? {} : { header: { name: named, operations: `^${operations}$` } }),
  }));
}

/** The name of the header in which an operation is looked for. @type {(way: unknown) => string | undefined} */
const headerOf = (way) => (typeof way === "string" ? /^header\.([\w-]+)$/.exec(way)?.[1] : undefined);

/** The paths that fit a template. @type {(template: string, operations: string | undefined) => string} */
function pathOf(template, operations) {
  const parts = template.split(/(\{[a-z_]+(?:\.\.\.)?\})/).map((part) => {
    if (!part.startsWith("{")) return literal(part);
    if (operations !== undefined && /^\{operation(\.\.\.)?\}$/.test(part)) return operations;
    return part.endsWith("...}") ? "[^]+" : "[^/]+";
  });
  return parts.join("");
}

/** @type {(hosts: readonly string[]) => string} */
const within = (hosts) => `^(?:[^]*\\.)?(?:${hosts.map(literal).join("|")})$`;

/** Names, in which `*` stands for any characters. @type {(names: readonly string[]) => string} */
const any = (names) => `(?:${names.map((name) => name.split("*").map(literal).join("[^]*")).join("|")})`;

/** @type {(text: string) => string} */
const literal = (text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

/** @type {(value: any) => readonly any[]} */
const list = (value) => (Array.isArray(value) ? value : [value]);
