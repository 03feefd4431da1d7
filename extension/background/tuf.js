/**
 * A TUF client: what it hands out was signed by the keys that the root that came with the program names, or by those they
 * named since. It follows the specification's client workflow as python-tuf does.
 */

import { BadRepository, Unreachable } from "./tuf_errors.js";
import { download } from "./tuf_fetch.js";
import { rolesFor } from "./tuf_paths.js";
import { Trust, checkContent } from "./tuf_trust.js";

/**
 * @typedef {import("./storage.js").Storage} Storage
 * @typedef {import("./tuf_metadata.js").Delegator} Delegator
 * @typedef {import("./tuf_metadata.js").Target} Target
 * @typedef {import("./tuf_metadata.js").Targets} Targets
 */

/** All bounds of an update; bytes and milliseconds. */
export const LIMITS = Object.freeze({
  roots: 256,
  delegations: 32,
  root: 512_000,
  timestamp: 16_384,
  snapshot: 2_000_000,
  targets: 5_000_000,
  target: 128_000_000,
  silence: 30_000,
  longest: 240_000,
});

export class Updater {
  /**
   * @param {Trust} trust
   * @param {{ metadata: string, targets: string, storage: Storage, limits: typeof LIMITS }} options
   */
  constructor(trust, options) {
    this.trust = trust;
    this.options = options;
    this.limits = options.limits;
    this.refreshed = false;
    /** What time the server says it is, NaN where it doesn't; nothing is decided by it. */
    this.serverTime = NaN;
  }

  /**
   * An updater for one update: its clock stands still, and it sees one state of the repository.
   *
   * @param {object} options
   * @param {string} options.metadata where the metadata is
   * @param {string} options.targets where the targets are
   * @param {Storage} options.storage keeps what was verified
   * @param {Uint8Array} options.root the root that came with the program
   * @param {Partial<typeof LIMITS>} [options.limits]
   * @param {number} [options.now]
   */
  static async open({ metadata, targets, storage, root, limits = {}, now = Date.now() }) {
    const trust = await Trust.from(root, now);
    await storage.write("root.json", root);
    const all = { ...LIMITS, ...limits };
    return new Updater(trust, { metadata: folder(metadata), targets: folder(targets), storage, limits: all });
  }

  /** Brings root, timestamp, snapshot and the top-level targets up to date. */
  async refresh() {
    await this.#refreshRoot();
    await this.#refreshTimestamp();
    await this.#refreshSnapshot();
    await this.#targets("targets", this.trust.root);
    this.refreshed = true;
  }

  /**
   * The target of this path by the most trusted role that has one, walking the delegations depth first.
   *
   * @param {string} path
   * @returns {Promise<Target | undefined>}
   */
  async find(path) {
    if (!this.refreshed) await this.refresh();
    /** @type {{ name: string, delegator: Delegator }[]} */
    let visits = [{ name: "targets", delegator: this.trust.root }];
    const visited = new Set();
    for (let visit = visits.pop(); visit !== undefined && visited.size <= this.limits.delegations; visit = visits.pop()) {
      const { name, delegator } = visit;
      if (visited.has(name)) continue;
      visited.add(name);
      const role = await this.#targets(name, delegator);
      const target = role.targets.get(path);
      if (target !== undefined) return target;
      const children = await rolesFor(role.delegations.roles.values(), path);
      const last = children.findIndex((child) => child.terminating);
      if (last >= 0) visits = [];
      const asked = last >= 0 ? children.slice(0, last + 1) : children;
      visits.push(...asked.reverse().map((child) => ({ name: child.name, delegator: role.delegations })));
    }
    return undefined;
  }

  /** The bytes of a target, of the length and with the hashes it should have. @param {Target} target */
  async download(target) {
    if (target.length > this.limits.target) throw new BadRepository(`${target.path}: too large`);
    const prefix = this.trust.root.consistent ? `${[...target.hashes.values()][0]}.` : "";
    const bytes = await this.#download(`${this.options.targets}${address(target.path, prefix)}`, target.length);
    await checkContent(target, bytes, target.path);
    return bytes;
  }

  /** Every newer root one by one, from what is kept while that holds, then from the server, which is asked for so many. */
  async #refreshRoot() {
    const { storage, metadata } = this.options;
    for (let next = this.trust.root.version + 1, left = this.limits.roots; left > 0; next++) {
      const name = `root_history/${next}.root.json`;
      let bytes = await storage.read(name);
      if (bytes === undefined || !(await held(() => this.trust.updateRoot(/** @type {Uint8Array} */ (bytes))))) {
        left--;
        try {
          bytes = await this.#download(`${metadata}${next}.root.json`, this.limits.root);
        } catch (error) {
          if (error instanceof Unreachable && (error.status === 403 || error.status === 404)) return;
          throw error;
        }
        await this.trust.updateRoot(bytes);
        await storage.write(name, bytes);
      }
      await storage.write("root.json", bytes);
    }
  }

  async #refreshTimestamp() {
    const { storage, metadata } = this.options;
    const kept = await storage.read("timestamp.json");
    if (kept !== undefined) await held(() => this.trust.updateTimestamp(kept));
    const bytes = await this.#download(`${metadata}timestamp.json`, this.limits.timestamp);
    if (await this.trust.updateTimestamp(bytes)) await storage.write("timestamp.json", bytes);
  }

  async #refreshSnapshot() {
    const kept = await this.options.storage.read("snapshot.json");
    if (kept !== undefined && (await held(() => this.trust.updateSnapshot(kept, true)))) return;
    const info = this.trust.timestamp?.snapshot;
    if (info === undefined) throw new Error("a snapshot before its timestamp");
    const bytes = await this.#metadata("snapshot", info, this.limits.snapshot);
    await this.trust.updateSnapshot(bytes, false);
    await this.options.storage.write("snapshot.json", bytes);
  }

  /** A targets role as its delegator lets it speak: what is kept where that holds, else from the server. @param {string} name @param {Delegator} delegator @returns {Promise<Targets>} */
  async #targets(name, delegator) {
    const trusted = this.trust.trusted(name, delegator);
    if (trusted !== undefined) return trusted;
    const file = `${quoted(name)}.json`;
    const kept = await this.options.storage.read(file);
    if (kept !== undefined && (await held(() => this.trust.updateTargets(kept, name, delegator)))) {
      return /** @type {Targets} */ (this.trust.trusted(name, delegator));
    }
    const info = this.trust.snapshot?.meta.get(`${name}.json`);
    if (info === undefined) throw new BadRepository(`${name}: not in the snapshot`, "missing");
    const bytes = await this.#metadata(name, info, this.limits.targets);
    const role = await this.trust.updateTargets(bytes, name, delegator);
    await this.options.storage.write(file, bytes);
    return role;
  }

  /** @param {string} name @param {import("./tuf_metadata.js").FileInfo} info @param {number} most */
  #metadata(name, info, most) {
    const version = this.trust.root.consistent ? `${info.version}.` : "";
    return this.#download(`${this.options.metadata}${version}${quoted(name)}.json`, Math.min(info.length ?? most, most));
  }

  /** @param {string} url @param {number} most */
  #download(url, most) {
    return download(url, most, this.limits, (time) => (this.serverTime = time));
  }
}

/** Whether something kept still holds; what does not is fetched anew. @type {(check: () => Promise<unknown>) => Promise<boolean>} */
async function held(check) {
  try {
    await check();
    return true;
  } catch (error) {
    if (error instanceof BadRepository) return false;
    throw error;
  }
}

/** @type {(url: string) => string} */
const folder = (url) => (url.endsWith("/") ? url : `${url}/`);

/** A name as one part of an address and as a file's name: nothing in it leads elsewhere. @type {(name: string) => string} */
function quoted(name) {
  const hex = (/** @type {string} */ character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(name).replace(/[!'()*]/g, hex);
}

/** The address of a target below the targets' own. @type {(path: string, prefix: string) => string} */
function address(path, prefix) {
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === "." || part === "..")) throw new BadRepository("a target's path leads elsewhere");
  const name = parts.pop() ?? "";
  return [...parts, prefix + name].map(quoted).join("/");
}
