/** TUF metadata read strictly: bytes in, roles with the right types out, or BadRepository. Nothing here trusts anything. */

import { canonicalJson } from "./canonical_json.js";
import { BadRepository } from "./tuf_errors.js";

/**
 * @typedef {import("./tuf_keys.js").Key} Key
 * @typedef {{ keyids: string[], threshold: number }} Role
 * @typedef {Role & { name: string, terminating: boolean, paths?: string[], prefixes?: string[] }} DelegatedRole
 * @typedef {{ length?: number, hashes?: Map<string, string> }} Content what a file has to hold
 * @typedef {Content & { version: number }} FileInfo
 * @typedef {{ path: string, length: number, hashes: Map<string, string>, custom: unknown }} Target
 *
 * @typedef {{ keys: Map<string, Key>, roles: Map<string, Role> }} Delegator
 * @typedef {{ keys: Map<string, Key>, roles: Map<string, DelegatedRole> }} Delegations
 * @typedef {{ version: number, expires: number }} Common
 * @typedef {Common & Delegator & { consistent: boolean }} Root
 * @typedef {Common & { snapshot: FileInfo }} Timestamp
 * @typedef {Common & { meta: Map<string, FileInfo> }} Snapshot
 * @typedef {Common & { targets: Map<string, Target>, delegations: Delegations }} Targets
 */

/**
 * @template T
 * @typedef {object} Signed
 * @property {T} signed
 * @property {Uint8Array<ArrayBuffer>} payload what the signatures cover
 * @property {Map<string, string>} signatures by key id
 */

export const TOP_LEVEL = Object.freeze(["root", "timestamp", "snapshot", "targets"]);

/** @type {(bytes: Uint8Array) => Signed<Root>} */
export const parseRoot = (bytes) => parse(bytes, "root", rootOf);
/** @type {(bytes: Uint8Array) => Signed<Timestamp>} */
export const parseTimestamp = (bytes) => parse(bytes, "timestamp", timestampOf);
/** @type {(bytes: Uint8Array) => Signed<Snapshot>} */
export const parseSnapshot = (bytes) => parse(bytes, "snapshot", snapshotOf);
/** @type {(bytes: Uint8Array) => Signed<Targets>} */
export const parseTargets = (bytes) => parse(bytes, "targets", targetsOf);

/**
 * @template T
 * @param {Uint8Array} bytes
 * @param {string} type
 * @param {(signed: Json) => T} read
 * @returns {Signed<T & Common>}
 */
function parse(bytes, type, read) {
  try {
    const whole = object(JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)));
    const signed = object(whole.get("signed"));
    if (signed.get("_type") !== type) throw new TypeError(`is no ${type}`);
    const signatures = signaturesOf(list(whole.get("signatures")));
    return { signed: { ...read(signed), ...commonOf(signed) }, payload: canonicalJson(signed.value), signatures };
  } catch (cause) {
    throw new BadRepository(`${type}: not readable: ${cause instanceof Error ? cause.message : cause}`, "damaged", { cause });
  }
}

/** Every key signs once. @type {(items: unknown[]) => Map<string, string>} */
function signaturesOf(items) {
  const found = new Map();
  for (const item of items) {
    const one = object(item);
    const id = text(one.get("keyid"));
    if (found.has(id)) throw new TypeError("two signatures of one key");
    found.set(id, text(one.get("sig")));
  }
  return found;
}

/** @type {(signed: Json) => Common} */
function commonOf(signed) {
  if (!/^1\.\d+(?:\.\d+)?$/.test(text(signed.get("spec_version")))) throw new TypeError("not version 1 of the specification");
  return { version: whole(signed.get("version"), 1), expires: moment(signed.get("expires")) };
}

/** @type {(signed: Json) => Delegator & { consistent: boolean }} */
function rootOf(signed) {
  const roles = entries(signed.get("roles"), (item) => roleOf(object(item)));
  if (roles.size !== TOP_LEVEL.length || !TOP_LEVEL.every((name) => roles.has(name))) throw new TypeError("not the four roles");
  return { keys: keysOf(signed), roles, consistent: signed.get("consistent_snapshot") === true };
}

/** @type {(signed: Json) => { snapshot: FileInfo }} */
const timestampOf = (signed) => ({ snapshot: fileOf(object(signed.get("meta")).get("snapshot.json")) });

/** @type {(signed: Json) => { meta: Map<string, FileInfo> }} */
const snapshotOf = (signed) => ({ meta: entries(signed.get("meta"), fileOf) });

/** @type {(signed: Json) => { targets: Map<string, Target>, delegations: Delegations }} */
function targetsOf(signed) {
  const found = signed.get("delegations");
  const delegations = found === undefined ? { keys: new Map(), roles: new Map() } : delegationsOf(object(found));
  return { targets: entries(signed.get("targets"), targetOf), delegations };
}

/** @type {(found: Json) => Delegations} */
function delegationsOf(found) {
  /** @type {Map<string, DelegatedRole>} */
  const roles = new Map();
  for (const item of list(found.get("roles"))) {
    const role = delegatedRoleOf(object(item));
    if (role.name === "" || TOP_LEVEL.includes(role.name) || roles.has(role.name)) throw new TypeError("a role's name twice, or of a top-level role");
    roles.set(role.name, role);
  }
  return { keys: keysOf(found), roles };
}

/** @type {(found: Json) => Role} */
function roleOf(found) {
  const keyids = list(found.get("keyids")).map(text);
  if (new Set(keyids).size !== keyids.length) throw new TypeError("a key twice in one role");
  return { keyids, threshold: whole(found.get("threshold"), 1) };
}

/** @type {(found: Json) => DelegatedRole} */
function delegatedRoleOf(found) {
  const [paths, prefixes] = [found.get("paths"), found.get("path_hash_prefixes")];
  if ((paths === undefined) === (prefixes === undefined)) throw new TypeError("either paths or path_hash_prefixes");
  const terminating = found.get("terminating");
  if (typeof terminating !== "boolean") throw new TypeError("terminating is true or false");
  const where = paths === undefined ? { prefixes: list(prefixes).map(text) } : { paths: list(paths).map(text) };
  return { ...roleOf(found), name: text(found.get("name")), terminating, ...where };
}

/** @type {(found: Json) => Map<string, Key>} */
function keysOf(found) {
  return entries(found.get("keys"), (item) => {
    const key = object(item);
    const held = object(key.get("keyval")).get("public");
    return { keytype: text(key.get("keytype")), scheme: text(key.get("scheme")), public: text(held) };
  });
}

/** @type {(item: unknown) => FileInfo} */
function fileOf(item) {
  const file = object(item);
  const [length, hashes] = [file.get("length"), file.get("hashes")];
  /** @type {FileInfo} */
  const info = { version: whole(file.get("version"), 1) };
  if (length !== undefined) info.length = whole(length, 0);
  if (hashes !== undefined) info.hashes = hashesOf(hashes);
  return info;
}

/** @type {(item: unknown, path: string) => Target} */
function targetOf(item, path) {
  const file = object(item);
  return { path, length: whole(file.get("length"), 0), hashes: hashesOf(file.get("hashes")), custom: file.get("custom") };
}

/** @type {(item: unknown) => Map<string, string>} */
function hashesOf(item) {
  const hashes = entries(item, text);
  if (hashes.size === 0) throw new TypeError("no hashes");
  return hashes;
}

/** A JSON object, asked only for fields of its own: no name reaches a prototype. @typedef {{ value: object, get: (name: string) => unknown }} Json */

/** @type {(value: unknown) => Json} */
function object(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TypeError("expected an object");
  const fields = new Map(Object.entries(value));
  return { value, get: (name) => fields.get(name) };
}

/**
 * @template T
 * @param {unknown} value
 * @param {(item: unknown, name: string) => T} read
 * @returns {Map<string, T>} in the order of the file
 */
function entries(value, read) {
  const found = object(value).value;
  return new Map(Object.entries(found).map(([name, item]) => [name, read(item, name)]));
}

/** @type {(value: unknown) => unknown[]} */
function list(value) {
  if (!Array.isArray(value)) throw new TypeError("expected a list");
  return value;
}

/** @type {(value: unknown) => string} */
function text(value) {
  if (typeof value !== "string") throw new TypeError("expected a text");
  return value;
}

/** @type {(value: unknown, least: number) => number} */
function whole(value, least) {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < least) throw new TypeError(`expected a whole number from ${least}`);
  return value;
}

/** A moment in UTC; a day that no month has is refused. @type {(value: unknown) => number} */
function moment(value) {
  const written = text(value);
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(written) ? Date.parse(written) : NaN;
  if (Number.isNaN(time) || new Date(time).toISOString() !== written.replace("Z", ".000Z")) throw new TypeError("expected a time");
  return time;
}
