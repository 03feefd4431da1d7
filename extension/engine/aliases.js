/** Second names of registered accounts, learned from responses. */

import { bare } from "./accounts.js";
import { Bounded } from "./authors.js";
import { BOUNDS } from "./bounds.js";
import { lookup } from "./registry.js";

/**
 * @typedef {import("./registry.js").Accounts} Accounts
 * @typedef {import("./registry.js").Row} Row
 * @typedef {import("./learn.js").Alias} Alias
 * @typedef {{ id: string | undefined, handle: string | undefined }} Name
 */

export class Aliases {
  /** @param {Accounts} accounts */
  constructor(accounts) {
    this.accounts = accounts;
    /** @type {Bounded<Name>} */
    this.names = new Bounded(BOUNDS.MAX_ALIASES);
  }

  /**
   * The row of an account: by id, by handle, by a learned alias of either.
   *
   * @param {string} platform
   * @param {Name} account
   * @returns {Row | undefined}
   */
  find(platform, { id, handle }) {
    const found = lookup(this.accounts, platform, id, handle);
    if (found !== undefined) return found;
    const alias =
      (id === undefined ? undefined : this.names.get(keyOf(platform, { id, handle: undefined }))) ??
      (handle === undefined ? undefined : this.names.get(keyOf(platform, { id: undefined, handle })));
    return alias === undefined ? undefined : lookup(this.accounts, platform, alias.id, alias.handle);
  }

  /** Learns that several names are one account's. @param {Alias} alias */
  add({ platform, ids, handles }) {
    const names = [...ids.map((id) => ({ id, handle: undefined })), ...handles.map((handle) => ({ id: undefined, handle }))];
    if (names.length < 2) return;
    // A handle whose row has another id than those beside it has changed hands.
    const registered = names.find(({ id, handle }) => {
      const row = lookup(this.accounts, platform, id, handle);
      if (row === undefined || id !== undefined || ids.length === 0) return row !== undefined;
      return row.account_id === "" || ids.includes(row.account_id);
    });
    if (registered === undefined) return;
    for (const name of names) {
      if (name === registered || lookup(this.accounts, platform, name.id, name.handle) !== undefined) continue;
      this.names.put(keyOf(platform, name), registered);
    }
  }
}

/** @type {(platform: string, name: Name) => string} */
const keyOf = (platform, { id, handle }) => (id === undefined ? `${platform} @${bare(handle ?? "")}` : `${platform} ${id}`);
