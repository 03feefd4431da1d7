/** The roles a client trusts, and the only way into them: signatures, versions, expiry, hashes, in the order of the specification. */

import { BadRepository } from "./tuf_errors.js";
import { isSignedBy, toHex } from "./tuf_keys.js";
import { parseRoot, parseSnapshot, parseTargets, parseTimestamp } from "./tuf_metadata.js";

/**
 * @typedef {import("./tuf_metadata.js").Content} Content
 * @typedef {import("./tuf_metadata.js").Delegator} Delegator
 * @typedef {import("./tuf_metadata.js").Root} Root
 * @typedef {import("./tuf_metadata.js").Timestamp} Timestamp
 * @typedef {import("./tuf_metadata.js").Snapshot} Snapshot
 * @typedef {import("./tuf_metadata.js").Targets} Targets
 */
/** @template T @typedef {import("./tuf_metadata.js").Signed<T>} Signed */

export class Trust {
  /** @param {Root} root @param {number} now one moment for all checks of an update */
  constructor(root, now) {
    this.root = root;
    this.now = now;
    /** @type {Timestamp | undefined} */
    this.timestamp = undefined;
    /** @type {Snapshot | undefined} */
    this.snapshot = undefined;
    /** What roles said, by who let them speak and by their name. @type {Map<Delegator, Map<string, Targets>>} */
    this.targets = new Map();
  }

  /** Trust that begins with a root which came with the program; it may have expired. @type {(bytes: Uint8Array, now: number) => Promise<Trust>} */
  static async from(bytes, now) {
    const root = parseRoot(bytes);
    await checkSigned(root.signed, "root", root);
    return new Trust(root.signed, now);
  }

  /** The next root, signed by the old keys and by its own; it may have expired. @param {Uint8Array} bytes */
  async updateRoot(bytes) {
    const root = parseRoot(bytes);
    await checkSigned(this.root, "root", root);
    if (root.signed.version !== this.root.version + 1) throw new BadRepository("root: not the next version", "older");
    await checkSigned(root.signed, "root", root);
    this.root = root.signed;
  }

  /**
   * A timestamp not older than the one before. An expired one is kept to compare the next with, and refused.
   *
   * @param {Uint8Array} bytes
   * @returns {Promise<boolean>} false where it is the version that is trusted already: that one stays
   */
  async updateTimestamp(bytes) {
    this.#checkFresh(this.root, "root");
    const { signed } = await this.#topLevel("timestamp", parseTimestamp(bytes));
    const old = this.timestamp;
    if (old !== undefined) {
      if (signed.version < old.version) throw new BadRepository("timestamp: older than the one known", "older");
      if (signed.version === old.version) return false;
      if (signed.snapshot.version < old.snapshot.version) throw new BadRepository("timestamp: names an older snapshot", "older");
    }
    this.timestamp = signed;
    this.#checkFresh(signed, "timestamp");
    return true;
  }

  /**
   * The snapshot that the timestamp names. Another one, or an expired one, is kept to compare the next with, and refused.
   *
   * @param {Uint8Array} bytes
   * @param {boolean} known it was checked by its hash when it came: its timestamp may be gone
   */
  async updateSnapshot(bytes, known) {
    const timestamp = this.timestamp;
    if (timestamp === undefined) throw new Error("a snapshot before its timestamp");
    this.#checkFresh(timestamp, "timestamp");
    if (!known) await checkContent(timestamp.snapshot, bytes, "snapshot");
    const { signed } = await this.#topLevel("snapshot", parseSnapshot(bytes));
    for (const [name, before] of this.snapshot?.meta ?? []) {
      const after = signed.meta.get(name);
      if (after === undefined || after.version < before.version) throw new BadRepository(`snapshot: ${name} is gone or older`, "older");
    }
    this.snapshot = signed;
    this.#finalSnapshot();
  }

  /**
   * The metadata of a targets role, as its delegator lets it speak.
   *
   * @param {Uint8Array} bytes
   * @param {string} name
   * @param {Delegator} delegator the root, or the delegations of a role that is trusted
   * @returns {Promise<Targets>}
   */
  async updateTargets(bytes, name, delegator) {
    const meta = this.#finalSnapshot().meta.get(`${name}.json`);
    if (meta === undefined) throw new BadRepository(`${name}: not in the snapshot`, "missing");
    await checkContent(meta, bytes, name);
    const found = parseTargets(bytes);
    await checkSigned(delegator, name, found);
    if (found.signed.version !== meta.version) throw new BadRepository(`${name}: not the version of the snapshot`, "older");
    this.#checkFresh(found.signed, name);
    this.targets.set(delegator, new Map(this.targets.get(delegator)).set(name, found.signed));
    return found.signed;
  }

  /** What a role said that this very delegator let speak: another way to it is another question. @param {string} name @param {Delegator} delegator */
  trusted(name, delegator) {
    return this.targets.get(delegator)?.get(name);
  }

  /** @template T @param {string} name @param {Signed<T>} found @returns {Promise<Signed<T>>} */
  async #topLevel(name, found) {
    await checkSigned(this.root, name, found);
    return found;
  }

  /** @returns {Snapshot} */
  #finalSnapshot() {
    if (this.timestamp === undefined || this.snapshot === undefined) throw new Error("targets before the snapshot");
    this.#checkFresh(this.snapshot, "snapshot");
    if (this.snapshot.version !== this.timestamp.snapshot.version) throw new BadRepository("snapshot: not the version of the timestamp", "older");
    return this.snapshot;
  }

  /** @param {{ expires: number }} signed @param {string} name */
  #checkFresh(signed, name) {
    if (this.now >= signed.expires) throw new BadRepository(`${name}: has expired`, "expired");
  }
}

/**
 * Throws unless as many different keys signed as the delegator asks for.
 *
 * @param {Delegator} delegator
 * @param {string} name
 * @param {Signed<unknown>} found
 */
async function checkSigned(delegator, name, found) {
  const role = delegator.roles.get(name);
  if (role === undefined) throw new BadRepository(`${name}: not delegated`, "signature");
  // One key under two ids is still one key.
  const signers = new Set();
  for (const id of role.keyids) {
    const key = delegator.keys.get(id);
    const signature = found.signatures.get(id);
    if (key !== undefined && signature !== undefined && (await isSignedBy(key, signature, found.payload))) signers.add(key.public.trim());
  }
  if (signers.size < role.threshold) throw new BadRepository(`${name}: signed by ${signers.size} of ${role.threshold} keys`, "signature");
}

const ALGORITHMS = new Map([["sha256", "SHA-256"], ["sha384", "SHA-384"], ["sha512", "SHA-512"]]);

/** Throws unless bytes have the length and all the hashes they should have. @type {(content: Content, bytes: Uint8Array<ArrayBuffer> | Uint8Array, name: string) => Promise<void>} */
export async function checkContent({ length, hashes }, bytes, name) {
  if (length !== undefined && bytes.length !== length) throw new BadRepository(`${name}: ${bytes.length} bytes, not ${length}`);
  for (const [algorithm, expected] of hashes ?? []) {
    const known = ALGORITHMS.get(algorithm);
    if (known === undefined) throw new BadRepository(`${name}: unknown hash algorithm`);
    const digest = await crypto.subtle.digest(known, /** @type {Uint8Array<ArrayBuffer>} */ (bytes));
    if (toHex(new Uint8Array(digest)) !== expected) throw new BadRepository(`${name}: another hash`);
  }
}
