/** Verdicts: what becomes of an action. */

import { BOUNDS } from "./bounds.js";
import { rowsOf } from "./registry.js";

/**
 * @typedef {import("./registry.js").Accounts} Accounts
 * @typedef {import("./registry.js").Row} Row
 * @typedef {import("./calendar.js").Calendar} Calendar
 * @typedef {import("./calendar.js").Window} Window
 * @typedef {import("./match.js").Action} Action
 *
 * @typedef {{ warn: string[], advise: string[], reminder: string[] }} Policy
 * @typedef {{ audience: string, follow: boolean, advice: boolean, reminders: boolean }} Switches
 * @typedef {{ row: Row, role: string, window: Window }} Hit
 * @typedef {{ level: "warn" | "advise" | "pass", reason: string, hits: Hit[], hashtags: string[] }} Verdict
 *
 * What stands behind an action: registered accounts with their roles, hashtags, and whether an item is unknown.
 * @typedef {{ found: { row: Row, role: string }[], hashtags: string[], unknown: boolean }} Behind
 */

/** What an account is known by: its id, without one its handle. @type {(row: Row) => string} */
const nameOf = ({ account_id, handle }) => account_id || `@${handle.toLowerCase()}`;

/** The switches of an agency that says nothing. @type {Switches} */
export const DEFAULTS = Object.freeze({ audience: "asn", follow: true, advice: true, reminders: true });

export class Judge {
  /** @param {Accounts} accounts @param {Calendar} calendar @param {Policy} policy @param {Switches} switches */
  constructor(accounts, calendar, policy, switches) {
    this.accounts = accounts;
    this.calendar = calendar;
    this.policy = policy;
    this.switches = switches;
    this.ranks = new Map([...policy.warn, ...policy.advise].map((role, rank) => [role, rank]));
    this.warns = new Set(policy.warn);
  }

  /** @param {Action} action @param {Behind} behind @param {number} moment in ms @returns {Verdict} */
  judge(action, behind, moment) {
    const hits = this.hits(behind, moment);
    const listed = behind.hashtags.filter((tag) => this.accounts.hashtag(tag).length > 0);
    const tags = listed.filter((tag) => this.tagOpen(tag, moment));
    const silent = !this.switches.follow && action.kind === "follow";
    const kept = silent ? [] : hits.filter(({ role }) => this.switches.advice || this.warns.has(role));
    const keptTags = silent || !this.switches.advice ? [] : tags;
    const reason =
      this.touched(kept, keptTags) ??
      (this.reminds(action, moment) ? "reminder" : undefined) ??
      (hits.length + tags.length > 0 ? "switched-off" : undefined) ??
      (behind.found.length + listed.length > 0 ? "outside-window" : undefined) ??
      (behind.unknown ? "unknown-author" : "unregistered");
    const level = reason === "registered" ? "warn" : reason === "advice" || reason === "reminder" ? "advise" : "pass";
    return { level, reason, hits: kept.slice(0, BOUNDS.MAX_HITS), hashtags: keptTags };
  }

  /** The reason, where an account or a hashtag is behind the action. @param {Hit[]} hits @param {string[]} tags */
  touched([strongest], tags) {
    if (strongest !== undefined) return this.warns.has(strongest.role) ? "registered" : "advice";
    return tags.length > 0 ? "advice" : undefined;
  }

  /** True where a photo or a video goes out while some window is open. @param {Action} action @param {number} moment */
  reminds({ kind, media }, moment) {
    if (!this.switches.reminders || !media || !this.policy.reminder.includes(kind)) return false;
    return this.calendar.someOpen(this.accounts.contests(), moment);
  }

  /**
   * Every account whose window is open, once, the strongest role first.
   *
   * @param {Behind} behind
   * @param {number} moment
   */
  hits({ found }, moment) {
    /** @type {Map<string, Hit>} */
    const hits = new Map();
    for (const { row, role } of [...found].sort((one, other) => this.rank(one.role) - this.rank(other.role))) {
      const open = this.open(rowsOf(this.accounts, row), moment);
      if (open === undefined || hits.has(nameOf(open.row))) continue;
      hits.set(nameOf(open.row), { ...open, role });
    }
    return [...hits.values()];
  }

  /**
   * The row that counts of an account, with its window.
   *
   * @param {Row[]} rows
   * @param {number} moment
   * @returns {{ row: Row, window: Window } | undefined}
   */
  open(rows, moment) {
    const all = rows.flatMap((row) => {
      const window = this.calendar.window(row.contest, row.region, moment);
      return window === undefined ? [] : [{ row, window }];
    });
    return all.find(({ window }) => window.candidates_set) ?? all[0];
  }

  /** True where a campaign of this hashtag has an open window. @param {string} tag @param {number} moment */
  tagOpen(tag, moment) {
    const windows = this.accounts.hashtag(tag).map(({ contest, region }) => this.calendar.window(contest, region, moment));
    return windows.some((window) => window !== undefined);
  }

  /** @param {string} role */
  rank(role) {
    return this.ranks.get(role) ?? this.ranks.size;
  }
}
