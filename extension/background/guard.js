/** Brings the lock into the browser, where it has one: what is blocked, what leads to our page, what is let go for a moment. */

import { covers } from "./grants.js";
import { pageRules } from "./lock_pages.js";
import { LockRules } from "./lock_rules.js";

/**
 * @typedef {import("./grants.js").Granting} Granting
 * @typedef {import("./protect.js").Protection} Protection
 * @typedef {import("./proxies.js").Proxies} Proxies
 */

export class Guard {
  /** @param {Proxies} proxies @param {typeof chrome.declarativeNetRequest | undefined} [browser] */
  constructor(proxies, browser = chrome.declarativeNetRequest) {
    this.proxies = proxies;
    this.rules = browser && new LockRules(browser);
    this.wasOpen = false;
    /** Whether this worker knows what is blocked; the one before it may have been ended since. */
    this.knows = false;
    /** One after the other, so that the last that is asked for stays. @type {Promise<unknown>} */
    this.turn = Promise.resolve();
  }

  /** Whether windows, or the person, opened or closed everything since the last time. @param {Protection} protection */
  isStale(protection) {
    return this.rules !== undefined && this.wasOpen !== protection.isOpen(Date.now());
  }

  /** Blocks what is to be blocked now. @param {Protection} protection */
  keep(protection) {
    const done = this.turn.then(() => this.#keep(protection));
    this.turn = done.catch(() => {});
    return done;
  }

  /** @param {Protection} protection */
  async #keep(protection) {
    if (this.rules === undefined) return;
    const silent = await this.proxies.sites();
    const now = Date.now();
    this.wasOpen = protection.isOpen(now);
    await this.rules.keep(await protection.locked(now, silent));
    this.knows = true;
    await this.rules.lead(this.wasOpen ? pageRules(protection.ruleset, silent, chrome.runtime) : []);
  }

  /** Lets go what a person has decided on, and what the same decision covers. @param {Protection} protection @param {Granting} granting */
  async release(protection, granting) {
    if (!this.knows) await this.keep(protection);
    const names = new Set(namesOf(granting.act));
    await this.rules?.letGo((other) => covers(granting, other) || namesOf(other.act).some((name) => names.has(name)));
  }

  /** Lets go what nobody need be asked about, though its address alone looks as if. @param {Protection} protection @param {{ method: string, url: string }} request */
  async pass(protection, request) {
    if (this.rules === undefined) return;
    const names = new Set(protection.actsIn(request).flatMap(namesOf));
    if (names.size === 0) return;
    if (!this.knows) await this.keep(protection);
    await this.rules.letGo(({ act }) => namesOf(act).some((name) => names.has(name)));
  }

  /** Blocks nothing, until what is to be blocked is known anew. */
  async open() {
    this.knows = false;
    await this.rules?.keep([]);
  }

  /** Lets a page go on to an address. @param {string} url @param {number | undefined} tab */
  async go(url, tab) {
    if (tab !== undefined) await this.rules?.letPage(url, tab);
  }
}

/** Who is named by an act, each with platform and kind. @type {(act: string) => string[]} */
function namesOf(act) {
  const [platform, kind, ...names] = act.split("\n");
  return names.map((name) => `${platform} ${kind} ${name}`);
}
