/**
 * The campaign accounts: which account of a platform is registered, and which hashtags are a campaign's.
 *
 * `Accounts` is all that the engine asks of a registry; `Registry` holds one in memory.
 */

import { bare } from "./accounts.js";

/**
 * A row: an account that campaigns in one contest and region. What isn't known is an empty text.
 *
 * @typedef {object} Row
 * @property {string} platform
 * @property {string} handle
 * @property {string} account_id
 * @property {string} display_name
 * @property {string} participant
 * @property {string} contest
 * @property {string} region
 * @property {string} source_class
 * @property {string} source
 * @property {string} source_date
 * @property {string} reviewer
 *
 * A campaign's hashtag, without its sign and in lower case.
 * @typedef {{ tag: string, participant: string, contest: string, region: string, source: string }} Hashtag
 *
 * The rows of one name come in order of their columns (`inOrder`), whatever holds them.
 * @typedef {object} Accounts
 * @property {(platform: string, id: string) => readonly Row[]} withId
 * @property {(platform: string, handle: string) => readonly Row[]} withHandle the rows with this plain handle
 * @property {(tag: string) => readonly Hashtag[]} hashtag
 * @property {() => ReadonlySet<string>} platforms
 * @property {() => ReadonlySet<string>} contests the contests in which somebody is listed
 */

/** The columns by which rows of one name are ordered. */
const ORDER = Object.freeze([
  ...["contest", "region", "participant", "platform", "account_id", "handle", "tag"],
  ...["display_name", "source_class", "source", "source_date", "reviewer"],
]);

/** Rows in their order. @template {object} T @param {readonly T[]} rows @returns {readonly T[]} */
export const inOrder = (rows) => (rows.length < 2 ? rows : [...rows].sort(compare));

/** @type {(one: any, other: any) => number} */
function compare(one, other) {
  for (const column of ORDER) {
    const [a = "", b = ""] = [one[column], other[column]];
    if (a !== b) return before(a, b) ? -1 : 1;
  }
  return 0;
}

/** True where a text stands before another, character by character. @type {(one: string, other: string) => boolean} */
function before(one, other) {
  const [a, b] = [[...one], [...other]];
  const at = a.findIndex((character, place) => character !== b[place]);
  return at < 0 || (at < b.length && (a[at]?.codePointAt(0) ?? 0) < (b[at]?.codePointAt(0) ?? 0));
}

/**
 * The first row of the account with this id; else with this handle, unless it is known to have another id.
 *
 * @type {(accounts: Accounts, platform: string, id: string | undefined, handle: string | undefined) => Row | undefined}
 */
export function lookup(accounts, platform, id, handle) {
  const found = id ? accounts.withId(platform, id)[0] : undefined;
  if (found !== undefined || !handle) return found;
  return accounts.withHandle(platform, bare(handle)).find((row) => !id || row.account_id === "" || row.account_id === id);
}

/** Every row of the account that a row names, that one first. @type {(accounts: Accounts, row: Row) => Row[]} */
export function rowsOf(accounts, row) {
  const same = row.account_id === "" ? [] : accounts.withId(row.platform, row.account_id);
  const handles = new Set([row, ...same].map((one) => bare(one.handle)).filter((handle) => handle !== ""));
  const named = [...handles].flatMap((handle) => accounts.withHandle(row.platform, handle));
  const fitting = named.filter((one) => row.account_id === "" || one.account_id === "" || one.account_id === row.account_id);
  return [...new Set([row, ...same, ...fitting])];
}

/** A registry held in memory. @implements {Accounts} */
export class Registry {
  /** @param {Iterable<Row>} [rows] @param {Iterable<Hashtag>} [hashtags] */
  constructor(rows = [], hashtags = []) {
    /** @type {Map<string, Row[]>} */
    this.byId = new Map();
    /** @type {Map<string, Row[]>} */
    this.byHandle = new Map();
    /** @type {Map<string, Hashtag[]>} */
    this.byTag = new Map();
    /** @type {Set<string>} */
    this.known = new Set();
    /** @type {Set<string>} */
    this.open = new Set();
    for (const row of rows) this.add(row);
    for (const one of hashtags) {
      put(this.byTag, one.tag, one);
      this.open.add(one.contest);
    }
  }

  /** @param {Row} row */
  add(row) {
    if (row.account_id !== "") put(this.byId, `${row.platform} ${row.account_id}`, row);
    if (row.handle !== "") put(this.byHandle, `${row.platform} ${bare(row.handle)}`, row);
    this.known.add(row.platform);
    this.open.add(row.contest);
  }

  /** @param {string} platform @param {string} id @returns {readonly Row[]} */
  withId(platform, id) {
    return inOrder(this.byId.get(`${platform} ${id}`) ?? []);
  }

  /** @param {string} platform @param {string} handle @returns {readonly Row[]} */
  withHandle(platform, handle) {
    return inOrder(this.byHandle.get(`${platform} ${handle}`) ?? []);
  }

  /** @param {string} tag @returns {readonly Hashtag[]} */
  hashtag(tag) {
    return inOrder(this.byTag.get(tag) ?? []);
  }

  /** @returns {ReadonlySet<string>} */
  platforms() {
    return this.known;
  }

  /** @returns {ReadonlySet<string>} */
  contests() {
    return this.open;
  }
}

/** @type {<T>(map: Map<string, T[]>, key: string, value: T) => void} */
function put(map, key, value) {
  const there = map.get(key);
  if (there === undefined) map.set(key, [value]);
  else there.push(value);
}
