/** What a ruleset may hold. An engine refuses one of a format it doesn't know, or with a key that it doesn't know. */

import { STEPS } from "./transform.js";

/** The format of rulesets that this engine reads. */
export const FORMAT = 1;

/**
 * A text, a number, true or false, or lists of these; `value` and `steps` stand for what they say; an object for an
 * object with these keys or a list of such objects, and with `*` as its key for one with free names.
 *
 * @typedef {"plain" | "value" | "steps" | { [key: string]: Grammar }} Grammar
 */

/** @type {Grammar} */
const WHEN = { field: "value", equals: "plain", one_of: "plain", not: "plain", starts: "plain", present: "plain" };
/** @type {{ [key: string]: Grammar }} */
const ROUTE = { method: "plain", hosts: "plain", path: "plain" };
/** @type {{ [key: string]: Grammar }} */
const ITEM = { post: "value", comment: "value", room: "value", question: "value", group: "value" };
/** @type {{ [key: string]: Grammar }} */
const NAMES = { each: "value", id: "value", handle: "value" };
/** @type {{ [key: string]: Grammar }} */
const FACT = { unverified: "plain", source: "plain" };

/** The keys of a step that has an argument. @type {{ [key: string]: Grammar }} */
export const STEP = {
  get: "plain",
  after: "plain",
  before: "plain",
  strip: "plain",
  starts: "plain",
  part: { of: "plain", at: "plain" },
  split: "plain",
  skip: "plain",
  protobuf: "plain",
  is: "plain",
  url: { path: "plain", take: "plain" },
};

/** The keys of a value. @type {{ [key: string]: Grammar }} */
export const VALUE = { from: "plain", via: "steps", take: "plain", every: "value", compose: "value", with: "plain" };

/** The keys of a platform. @type {{ [key: string]: Grammar }} */
export const PLATFORM = {
  platform: "plain",
  name: "plain",
  checked: "plain",
  hosts: "plain",
  instances: "plain",
  uses: "plain",
  forms: { "*": { chars: "plain", max: "plain", min: "plain" } },
  profiles: { names: "plain", hosts: "plain", paths: "plain", never: "plain" },
  viewer: "value",
  steps: { "*": "steps" },
  envelopes: { "*": { ...ROUTE, operation_from: "value", let: { "*": "value" }, source: "plain" } },
  never: { ...ROUTE, envelope: "plain", operation: "plain", when: WHEN, why: "plain" },
  actions: {
    ...ROUTE,
    ...FACT,
    rule: "plain",
    kind: "plain",
    envelope: "plain",
    operation: "plain",
    when: WHEN,
    each: "value",
    targets: { ...ITEM, account: NAMES, as: "plain" },
    text: "value",
    media: "value",
    refusal: "plain",
    release: "plain",
  },
  hints: { ...ITEM, account: NAMES },
  read: {
    html: { script_type: "plain", script_id: "plain", after: "plain", attribute: "plain", element: "plain", with: "plain" },
    types: "plain",
    guards: "plain",
    json_strings: "plain",
    keyed: "plain",
    html_strings: "plain",
    never: "plain",
  },
  page_accounts: { ...NAMES, name: "value", role: "plain", page: "plain" },
  learn: {
    ...FACT,
    shape: "plain",
    of: "plain",
    has: "plain",
    when: WHEN,
    id: "value",
    handle: "value",
    join: "value",
    accounts: { ...NAMES, when: WHEN, name: "value", role: "plain", page: "plain" },
    text: "value",
    page: "plain",
  },
  refusals: { "*": { status: "plain", content_type: "plain", headers: { "*": "plain" }, body: "plain" } },
};

/** The keys of a ruleset beside its platforms; its texts may grow without harm. */
const RULESET = Object.freeze(["format", "version", "platforms", "contests", "policy", "messages", "regulations"]);
const POLICY = Object.freeze(["warn", "advise", "reminder"]);
const CONTEST = Object.freeze(["name", "windows"]);
const WINDOW = Object.freeze(["region", "phase", "opens", "closes", "candidates_set"]);

/** A ruleset that this engine can't read. */
export class BadRuleset extends Error {}

/** Throws BadRuleset where the engine doesn't know all that a ruleset says. @type {(ruleset: any) => void} */
export function checkRuleset(ruleset) {
  if (typeof ruleset !== "object" || ruleset === null) throw new BadRuleset("not a ruleset");
  if (ruleset.format !== FORMAT) throw new BadRuleset(`format ${ruleset.format}; known: ${FORMAT}`);
  known(ruleset, RULESET, "");
  known(ruleset.policy, POLICY, "policy");
  for (const [name, contest] of Object.entries(ruleset.contests)) {
    known(contest, CONTEST, `contests.${name}`);
    for (const window of contest.windows) known(window, WINDOW, `contests.${name}.windows`);
  }
  for (const platform of ruleset.platforms) {
    const steps = new Set([...STEPS, ...Object.keys(platform.steps ?? {})]);
    check(platform, PLATFORM, String(platform.platform), steps);
  }
}

/** @type {(object: object, keys: readonly string[], place: string) => void} */
function known(object, keys, place) {
  for (const key of Object.keys(object)) if (!keys.includes(key)) throw new BadRuleset(`${place}: unknown key ${key}`);
}

/** @type {(data: unknown, grammar: Grammar, place: string, steps: ReadonlySet<string>) => void} */
function check(data, grammar, place, steps) {
  if (Array.isArray(data)) {
    data.forEach((one, at) => check(one, grammar, `${place}[${at}]`, steps));
    return;
  }
  const within = typeof grammar === "string" ? KEYS[grammar] : grammar;
  if (typeof data !== "object" || data === null) {
    const word = grammar === "steps" && !(typeof data === "string" && steps.has(data));
    if (word || typeof grammar === "object") throw new BadRuleset(`${place}: unknown word ${data}`);
    return;
  }
  for (const [key, value] of Object.entries(data)) {
    const next = within?.[key] ?? within?.["*"];
    if (next === undefined || !(Object.hasOwn(within ?? {}, key) || "*" in (within ?? {}))) {
      throw new BadRuleset(`${place}: unknown key ${key}`);
    }
    check(value, next, `${place}.${key}`, steps);
  }
}

/** @type {{ [grammar: string]: { [key: string]: Grammar } }} */
const KEYS = { plain: {}, value: VALUE, steps: STEP };
