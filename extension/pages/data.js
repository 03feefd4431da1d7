/** Which rules and accounts are in use, how old they are, and what is wrong with the updates. */

import { add, addLine } from "./shared.js";

/** @typedef {import("./shared.js").Page} Page */

/** The text for what went wrong with an update; anything else was refused. @type {{ [kind: string]: string }} */
const TROUBLES = {
  unreachable: "update_unreachable",
  slow: "update_unreachable",
  busy: "update_unreachable",
  gone: "update_unreachable",
  clock: "update_clock",
  root: "update_root",
  disk: "update_disk",
  stored: "update_disk",
};
const WHOLE = "id";

/** @type {(page: Page, parent: Node) => void} */
export function addData(page, parent) {
  const { ruleset, registry, windows } = page.state;
  const list = add(parent, "ul");
  const say = (/** @type {string} */ text, /** @type {number | null} */ taken) =>
    add(list, "li", {}, `${text} · ${taken === null ? page.say("packaged") : page.age(taken)}`);
  say(page.say("rules_line", { version: ruleset.version }), ruleset.taken);
  for (const { part, accounts, taken } of registry) {
    const key = part === WHOLE ? "registry_line" : "registry_part";
    say(page.say(key, { part, accounts: page.number(accounts) }), taken);
  }
  for (const { contest, until } of windows) {
    const name = page.settings.language === "en" ? contest.en : contest.id;
    add(list, "li", {}, page.say("window_line", { contest: name, until: page.until(until) }));
  }
}

/** What is wrong with the updates, and how often the extension itself failed. @type {(page: Page, parent: Node) => void} */
export function addTroubles(page, parent) {
  const kinds = page.state.updates?.troubles.map(({ kind }) => TROUBLES[kind] ?? "update_refused") ?? [];
  for (const key of new Set(kinds)) addLine(parent, "limit", page.say(key), "no");
  const { faults = 0 } = page.state;
  if (faults > 0) addLine(parent, "limit", page.say("faults", { count: page.number(faults) }), "no");
}
