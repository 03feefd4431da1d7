/** Which registered accounts stand behind which items, learned from responses: bounded, and forgotten after a day. */

import { BOUNDS } from "./bounds.js";
import { keyOf } from "./accounts.js";

/**
 * @typedef {import("./accounts.js").Item} Item
 * @typedef {import("./accounts.js").Account} Account
 *
 * @typedef {{ accounts: Account[], hashtags: string[], until: number }} Known
 */

/** What a map keeps in the order of its last use: what is oldest goes first. @template T @extends {Map<string, T>} */
export class Bounded extends Map {
  /** @param {number} most */
  constructor(most) {
    super();
    this.most = most;
  }

  /** Puts a value last, and lets go of the first where there are too many. @param {string} key @param {T} value */
  put(key, value) {
    this.delete(key);
    this.set(key, value);
    if (this.size > this.most) this.delete(/** @type {string} */ (this.keys().next().value));
  }
}

export class Authors {
  constructor() {
    /** @type {Bounded<Known>} */
    this.items = new Bounded(BOUNDS.MAX_AUTHORS);
  }

  /**
   * What is known of an item.
   *
   * @param {string} platform
   * @param {Item} item
   * @param {number} now in ms
   * @returns {Known | undefined}
   */
  get(platform, item, now) {
    const known = this.items.get(`${platform} ${keyOf(item)}`);
    return known !== undefined && now <= known.until ? known : undefined;
  }

  /**
   * Adds what was learned of an item; its age begins anew.
   *
   * @param {string} platform
   * @param {Item} item
   * @param {Account[]} accounts
   * @param {string[]} hashtags
   * @param {number} now
   */
  add(platform, item, accounts, hashtags, now) {
    this.sweep(now);
    const before = this.get(platform, item, now);
    const both = [...(before?.accounts ?? []), ...accounts];
    const all = new Map(both.map((one) => [JSON.stringify([one.id, one.handle, one.role]), one]));
    this.items.put(`${platform} ${keyOf(item)}`, {
      accounts: [...all.values()],
      hashtags: [...new Set([...(before?.hashtags ?? []), ...hashtags])],
      until: now + 1000 * BOUNDS.MAX_AUTHOR_AGE,
    });
  }

  /** Forgets what is too old. @param {number} now */
  sweep(now) {
    for (const [key, known] of this.items) {
      if (now <= known.until) return;
      this.items.delete(key);
    }
  }
}
