/** What the extension's own pages are told of the extension: its texts, its rules, its accounts, how the updates go. */

import { hostWithin } from "../engine/hosts.js";
import { current } from "./update_current.js";
import { heldBy } from "./update_pointer.js";
import { statusOf } from "./updates.js";

/**
 * @typedef {import("./updates.js").Options} Options
 * @typedef {import("./updates.js").Status} Status
 * @typedef {{ id: string, en: string }} Both
 *
 * @typedef {object} State
 * @property {{ [language: string]: { [key: string]: string } }} texts
 * @property {{ platform: string, name: string }[]} platforms all that the rules cover
 * @property {{ platform: string, kinds: string[] } | null} here the platform of an address, and what its rules know
 * @property {{ contest: Both, until: number }[]} windows the contests in which somebody is warned now
 * @property {{ version: string, taken: number | null }} ruleset `taken` is null for what came with the extension
 * @property {{ part: string, accounts: number, taken: number | null }[]} registry
 * @property {string[]} [parts] all parts of the registry that could be followed, where that is known
 * @property {Status | null} updates
 * @property {number} [faults] how often the extension itself failed today
 */

/** `last` is how the last look of this session ended, where there was one: a full disk keeps nothing. @type {(options: Options, url?: string, last?: Status, now?: number) => Promise<State>} */
export async function stateOf(options, url, last, now = Date.now()) {
  const { ruleset, parts } = await current(options);
  const held = await heldBy(options);
  const { made } = options.packaged;
  // What an older package brought into the storage counts as packaged, too.
  const taken = (/** @type {{ taken: number } | null | undefined} */ one) => (one && one.taken > made ? one.taken : null);
  const contests = new Set(parts.flatMap(({ head }) => head.contests));
  return {
    texts: { id: ruleset.messages.id.extension, en: ruleset.messages.en.extension },
    platforms: ruleset.platforms.map((/** @type {any} */ { platform, name }) => ({ platform, name })),
    here: hereOf(ruleset.platforms, url),
    windows: windowsOf(ruleset.contests, contests, now),
    ruleset: { version: ruleset.version, taken: taken(held.rules) },
    registry: Object.entries(held.parts).filter(([part]) => options.parts.includes(part)).map(([part, one]) => ({
      part,
      accounts: one.head.accounts,
      taken: taken(one),
    })),
    updates: last ?? (await statusOf(options.storage)) ?? null,
  };
}

/** @type {(platforms: any[], url: string | undefined) => State["here"]} */
function hereOf(platforms, url) {
  if (url === undefined || !URL.canParse(url)) return null;
  const { hostname } = new URL(url);
  const found = platforms.find(({ hosts }) => hostWithin(hostname, hosts));
  if (found === undefined) return null;
  const kinds = new Set(found.actions.map((/** @type {{ kind: string }} */ { kind }) => kind));
  return { platform: found.platform, kinds: /** @type {string[]} */ ([...kinds]) };
}

/** @type {(all: { [contest: string]: any }, named: Set<string>, now: number) => State["windows"]} */
function windowsOf(all, named, now) {
  return Object.entries(all).flatMap(([contest, { name, windows }]) => {
    const ends = windows
      .filter((/** @type {{ opens: string, closes: string }} */ { opens, closes }) => Date.parse(opens) <= now && now < Date.parse(closes))
      .map((/** @type {{ closes: string }} */ { closes }) => Date.parse(closes));
    return named.has(contest) && ends.length > 0 ? [{ contest: name, until: Math.max(...ends) }] : [];
  });
}
