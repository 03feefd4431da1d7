/** The extension's updates as tests ask them: one question in, one answer out, the same in Node and in a page. */

import { Engine } from "../../extension/engine/engine.js";
import { Registry, lookup, rowsOf } from "../../extension/engine/registry.js";
import { StoredAccounts } from "../../extension/engine/registry_file.js";
import { changes } from "../../extension/engine/registry_wire.js";
import { Sha256 } from "../../extension/engine/sha256.js";
import { canonicalJson } from "../../extension/background/canonical_json.js";
import { openPart, readEntries, writeBase, writeDelta } from "../../extension/background/registry_store.js";
import { Shelf } from "../../extension/background/shelf.js";
import { within } from "../../extension/background/storage.js";
import { Updater } from "../../extension/background/tuf.js";
import { isSignedBy, toHex } from "../../extension/background/tuf_keys.js";
import { matches } from "../../extension/background/tuf_paths.js";
import { current } from "../../extension/background/update_current.js";
import { firstLook, nextLook } from "../../extension/background/update_schedule.js";
import { poll } from "../../extension/background/updates.js";

const bytesOf = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
const textOf = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/** A peer for each place that something is stored at. */
export class Peers {
  constructor(open) {
    this.open = open;
    this.peers = new Map();
  }

  ask({ store, ...question }) {
    if (!this.peers.has(store)) this.peers.set(store, new Peer(this.open(store)));
    return this.peers.get(store).ask(question);
  }
}

/** Answers questions about what is in a storage. */
export class Peer {
  constructor(storage) {
    this.storage = storage;
    this.full = false;
    this.accounts = new StoredAccounts([]);
    this.states = new Map();
  }

  /** The answer; what was thrown is told by its kind. */
  async ask({ ask, ...question }) {
    try {
      return { answer: (await this[ask](question)) ?? null };
    } catch (error) {
      return { kind: error.kind ?? null, error: String(error.stack) };
    }
  }

  /** Whether there is room for more. */
  room({ full }) {
    this.full = full;
  }

  read = async ({ name }) => {
    const bytes = await this.storage.read(name);
    return bytes === undefined ? null : textOf(bytes);
  };

  write = ({ name, bytes }) => this.storage.write(name, bytesOf(bytes));

  remove = ({ name }) => this.storage.remove(name);

  /** Fetches targets by TUF alone. */
  async fetch({ url, root, paths, now, limits = {} }) {
    const storage = within(this.storage, "tuf/");
    const updater = await Updater.open({ metadata: `${url}/metadata`, targets: `${url}/targets`, storage, root: bytesOf(root), now, limits });
    await updater.refresh();
    const found = [];
    for (const path of paths) {
      const target = await updater.find(path);
      found.push(target === undefined ? null : textOf(await updater.download(target)));
    }
    return found;
  }

  #options({ url = "", root = "", pin = "", parts = ["id"], limits = {}, packaged = { made: 0, parts: {} } }) {
    const packed = (text) => async () => bytesOf(text);
    const bases = Object.entries(packaged.parts).map(([part, { sequence, keys, records }]) => [part, { sequence, keys: packed(keys), records: packed(records) }]);
    return {
      url,
      root: bytesOf(root),
      pin,
      parts,
      limits,
      storage: { ...this.storage, write: (name, bytes) => this.#write(name, bytes) },
      check: (ruleset) => void new Engine(ruleset, new Registry()),
      packaged: { made: packaged.made, ruleset: packed(packaged.ruleset), parts: Object.fromEntries(bases) },
    };
  }

  async #write(name, bytes) {
    if (this.full) throw new DOMException("no room", "QuotaExceededError");
    await this.storage.write(name, bytes);
  }

  /** One look at a publisher. */
  async poll({ now, random = 0.5, ...options }) {
    const { found, status, delay } = await poll(this.#options(options), now, () => random);
    const parts = Object.entries(found.held.parts).map(([part, { sequence, state }]) => [part, { sequence, state }]);
    return { changed: found.changed, troubles: found.troubles, rules: found.held.rules?.version ?? null, parts: Object.fromEntries(parts), status, delay };
  }

  /** What an engine would be built from. */
  async current(options) {
    const { ruleset, parts, troubles } = await current(this.#options(options));
    this.accounts = new StoredAccounts(parts);
    return { version: ruleset.version, parts: parts.length, troubles, platforms: [...this.accounts.platforms()].sort(), contests: [...this.accounts.contests()].sort() };
  }

  /** What the registry in use says of names: the first row, and all rows of its account. */
  async lookup({ names }) {
    const answers = [];
    for (const [platform, id, handle] of names) {
      const rows = await this.accounts.settled(() => {
        const row = lookup(this.accounts, platform, id, handle);
        return row === undefined ? [] : rowsOf(this.accounts, row);
      });
      answers.push(rows);
    }
    return answers;
  }

  hashtags = async ({ tags }) => Promise.all(tags.map((tag) => this.accounts.settled(() => this.accounts.hashtag(tag))));

  /** Unpacks a state, or puts a change on the one before, and uses it. */
  async state({ keys, records, from = null, next }) {
    const shelf = new Shelf(this.storage, next);
    const held = from === null ? await writeBase(shelf, bytesOf(keys), bytesOf(records)) : await writeDelta(shelf, this.states.get(from), bytesOf(keys), bytesOf(records));
    this.states.set(held.state, held);
    this.accounts = new StoredAccounts([await openPart(this.storage, held)]);
    return { state: held.state, keys: held.keys, next: shelf.next, written: shelf.filled().length };
  }

  changes = async ({ one, other }) => changes(await readEntries(this.storage, this.states.get(one)), await readEntries(this.storage, this.states.get(other)));

  next = ({ failures, kinds, retryAfter = null, now = 0, random }) => nextLook(failures, { kinds, retryAfter, now }, () => random);

  canonical = ({ text }) => textOf(canonicalJson(JSON.parse(text)));

  matches = ({ pairs }) => pairs.map(([pattern, path]) => matches(pattern, path));

  signed = ({ key, signature, payload }) => isSignedBy(key, signature, bytesOf(payload));

  sha256 = ({ pieces }) => {
    const hash = new Sha256();
    for (const piece of pieces) hash.update(bytesOf(piece));
    return toHex(hash.digest());
  };

  first = ({ random }) => firstLook(() => random);
}
