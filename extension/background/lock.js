/**
 * What is to be blocked by the browser itself, because the gate in the page can't see it: requests of workers, of frames
 * that are a moment old, or that block their page, where the address alone says that they act on a registered account.
 *
 * Only accounts and posts that this browser has met are in it, and none of it is written to a disk. The engine is asked about
 * each address before it is blocked, so nothing is blocked of which nobody would be warned.
 */

import { waysOf } from "./lock_ways.js";

/**
 * @typedef {import("../engine/engine.js").Engine} Engine
 * @typedef {import("./grants.js").Granting} Granting
 * @typedef {{ platform: string, of: string, id: string }} Name an item by its kind, `account`, or `handle`
 * @typedef {{ filters: string[], spared: string[], methods: readonly string[], granting: Granting }} Entry
 */

/** The browser takes 5,000 rules of a session; the newest that was met comes first. */
export const MOST = 4_500;
/** Each costs the engine some questions. */
const NAMES = 1_000;
/** What may stand in a filter as it is. */
const PLAIN = /^[\w.:~-]+$/;
/** How long it is trusted what was found out. */
const LASTS_MS = 600_000;
const DIGITS = /^\d+$/;
const EMPTY = new Uint8Array();

export class Lock {
  /**
   * @param {Engine} engine
   * @param {(action: import("../engine/match.js").Action, verdict: import("../engine/verdict.js").Verdict) => Granting} grantingOf
   * @param {number} [most]
   */
  constructor(engine, grantingOf, most = MOST) {
    this.engine = engine;
    this.most = most;
    this.grantingOf = grantingOf;
    /** @type {Map<string, import("./lock_ways.js").Way[]>} */
    this.ways = new Map();
    /** What was found out of a name. @type {Map<string, Entry[]>} */
    this.known = new Map();
    this.since = 0;
    /** Ways that don't lead to a name of this shape. @type {Map<import("./lock_ways.js").Way, string>} */
    this.vain = new Map();
  }

  /** What was met, and is not known yet. @param {number} now @returns {Name[]} */
  unknown(now) {
    // Windows open and close.
    if (Math.abs(now - this.since) > LASTS_MS) this.known.clear();
    if (this.known.size === 0) this.since = now;
    return this.met().filter((name) => !this.known.has(keyOf(name)));
  }

  /** What the engine says of the addresses that names make; it holds once the registry has been read for it. @param {readonly Name[]} names @param {number} now */
  look(names, now) {
    return new Map(names.map((name) => [keyOf(name), this.#found(name, now)]));
  }

  /** @param {Map<string, Entry[]>} found */
  keep(found) {
    for (const [key, entries] of found) this.known.set(key, entries);
  }

  /**
   * All that is to be blocked, the newest first.
   *
   * @param {(granting: Granting) => boolean} isFree of what people need not be asked now
   * @param {ReadonlySet<string>} silent domains of sites on which somebody else asks
   */
  entries(isFree, silent) {
    /** @type {Entry[]} */
    const found = [];
    let left = this.most;
    for (const name of this.met()) {
      if (this.#isSilent(name.platform, silent)) continue;
      for (const entry of this.known.get(keyOf(name)) ?? []) {
        if (isFree(entry.granting)) continue;
        left -= entry.filters.length + entry.spared.length;
        if (left < 0) return found;
        found.push(entry);
      }
    }
    return found;
  }

  /** Registered accounts, and their posts, that were met; each once, the newest first. @returns {Name[]} */
  met() {
    /** @type {Map<string, Name>} */
    const found = new Map();
    const put = (/** @type {string} */ platform, /** @type {string} */ of, /** @type {string | undefined} */ id) => {
      const name = { platform, of, id: id ?? "" };
      if (PLAIN.test(name.id) && found.size < NAMES) found.set(keyOf(name), name);
    };
    const { authors, aliases } = this.engine.memory();
    for (const [key, { accounts }] of [...authors].reverse()) {
      const [platform = "", of = "", ...rest] = key.split(" ");
      put(platform, of, rest.join(" "));
      for (const { id, handle } of accounts) {
        put(platform, "account", id);
        put(platform, "handle", handle);
      }
    }
    for (const [key, { id, handle }] of [...aliases].reverse()) {
      const [platform = "", name = ""] = key.split(" ");
      put(platform, name.startsWith("@") ? "handle" : "account", name.replace(/^@/, ""));
      put(platform, "account", id);
      put(platform, "handle", handle);
    }
    return [...found.values()];
  }

  /** @param {Name} name @param {number} now @returns {Entry[]} */
  #found({ platform, of, id }, now) {
    const shape = `${DIGITS.test(id)} ${id.length}`;
    return this.#waysAt(platform).filter((way) => way.of === of && this.vain.get(way) !== shape).flatMap((way) => {
      const method = way.methods.at(-1) ?? "POST";
      const actions = this.engine.match({ method, url: way.address(id), headers: {}, body: EMPTY });
      if (!actions.some((action) => names(action, id))) {
        this.vain.set(way, shape);
        return [];
      }
      const best = actions.length === 0 ? undefined : this.engine.strongest(actions, now);
      if (best?.verdict.level !== "warn") return [];
      return [{ filters: way.filters(id), spared: way.spared, methods: way.methods, granting: this.grantingOf(best.action, best.verdict) }];
    });
  }

  /** @param {string} platform */
  #waysAt(platform) {
    const site = this.engine.sites.named(platform);
    const ways = this.ways.get(platform) ?? (site === undefined ? [] : waysOf(site.spec));
    this.ways.set(platform, ways);
    return ways;
  }

  /** @param {string} platform @param {ReadonlySet<string>} silent */
  #isSilent(platform, silent) {
    return silent.size > 0 && (this.engine.sites.named(platform)?.spec.hosts ?? []).some((/** @type {string} */ host) => silent.has(host));
  }
}

/** @type {(name: Name) => string} */
const keyOf = ({ platform, of, id }) => `${platform} ${of} ${id}`;

/** Whether an action is about this name. @type {(action: import("../engine/match.js").Action, name: string) => boolean} */
const names = ({ items, accounts }, name) => items.some(({ id }) => id === name) || accounts.some(({ id, handle }) => id === name || handle === name);
