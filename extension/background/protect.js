/** The way of a tap through the extension: read it, judge it, say what to ask; learn; remember what was decided. */

import { packed, unpacked } from "../engine/body.js";
import { Engine } from "../engine/engine.js";
import { StoredAccounts } from "../engine/registry_file.js";
import { Grants, actOf, grantingOf } from "./grants.js";
import { headsOf, readableOf } from "./heads.js";
import { Lock } from "./lock.js";
import { isPaused } from "./settings.js";

/**
 * @typedef {import("../engine/body.js").Request} Request
 * @typedef {import("../engine/registry_file.js").Part} Part
 * @typedef {import("./grants.js").Granting} Granting
 * @typedef {import("./settings_fields.js").Settings} Settings
 *
 * What must outlast the sleep of a worker, though never the browser's session.
 * @typedef {{ learned?: ReturnType<Engine["memory"]>, grants?: [string, number][] }} Memory
 *
 * @typedef {{ method: string, url: string, headers: { [name: string]: string }, body: string }} Asked body in base64
 * @typedef {{ url: string, status: number, contentType: string, text: string }} Read
 */

/** How much of what was learned outlasts the worker: the newest. */
const MOST = Object.freeze({ authors: 4_000, aliases: 1_000 });
/** How many names are looked into before the next tap has its turn. */
const AT_ONCE = 10;
const encoder = new TextEncoder();

export class Protection {
  /**
   * @param {{ ruleset: any, parts: readonly Part[] }} current
   * @param {Settings} settings
   * @param {Memory} memory
   */
  constructor({ ruleset, parts }, settings, memory) {
    const on = ruleset.platforms.filter((/** @type {any} */ one) => !settings.platforms_off.includes(one.platform));
    this.ruleset = { ...ruleset, platforms: on };
    this.settings = settings;
    this.accounts = new StoredAccounts(parts);
    // What is stored was checked before, and that costs more than all that is made here.
    this.engine = new Engine(this.ruleset, this.accounts, settings, () => {});
    this.grants = new Grants(settings.grant_minutes, memory.grants);
    if (memory.learned) this.engine.recall(memory.learned);
    this.lock = new Lock(this.engine, (action, verdict) => grantingOf(verdict, action));
    /** One after the other, so that a tap finds what was read before it. @type {Promise<unknown>} */
    this.turn = Promise.resolve();
  }

  /** What the gate is to look at: nothing while no window is open. @param {number} now */
  begin(now) {
    if (!this.isOpen(now)) return { heads: [], readable: [], hosts: [] };
    return { heads: headsOf(this.ruleset), readable: readableOf(this.ruleset), hosts: this.engine.hosts };
  }

  /**
   * A warning with what belongs to it; without one the request passes.
   *
   * @param {Asked} asked
   * @param {number} now
   * @returns {Promise<{ warning?: object, refusal?: object, granting?: Granting }>}
   */
  ask({ method, url, headers, body }, now) {
    return this.#inTurn(async () => {
      if (!this.isOpen(now)) return {};
      const request = { method, url, headers, body: Uint8Array.from(atob(body), (one) => one.charCodeAt(0)) };
      const actions = this.engine.match(packed(request) ? await unpacked(request) : request);
      if (actions.length === 0) return {};
      const best = await this.accounts.settled(() => this.engine.strongest(actions, now));
      if (best === undefined || best.verdict.level === "pass") return {};
      const { verdict, action } = best;
      const granting = grantingOf(verdict, action);
      if (this.grants.settled(granting, now)) return {};
      const warning = await this.accounts.settled(() => this.engine.warning(verdict, action, now));
      return { warning, refusal: this.engine.refusal(action), granting };
    });
  }

  /** Learns from an answer; true where something may have been learned. @param {Read} read @param {number} now @returns {Promise<boolean>} */
  read({ url, status, contentType, text }, now) {
    return this.#inTurn(async () => {
      if (!this.isOpen(now) || !this.engine.readable(url, status, contentType)) return false;
      const request = { method: "GET", url, headers: {}, body: new Uint8Array() };
      const lesson = this.engine.sites.learn({ request, status, type: contentType, body: encoder.encode(text) });
      if (lesson.learned.length + lesson.aliases.length === 0) return false;
      await this.accounts.settled(() => this.engine.absorb(lesson, now));
      return true;
    });
  }

  /** Keeps what a person decided. @param {Granting} granting @param {"proceed" | "cancel"} outcome @param {number} now */
  decided(granting, outcome, now) {
    this.grants.keep(granting, outcome, now);
  }

  /**
   * What the browser itself is to block, since the gate in the page can't see all requests.
   *
   * @param {number} now
   * @param {ReadonlySet<string>} silent domains of sites on which somebody else asks
   * @returns {Promise<import("./lock.js").Entry[]>}
   */
  async locked(now, silent) {
    if (!this.isOpen(now)) return [];
    const names = this.lock.unknown(now);
    for (let at = 0; at < names.length; at += AT_ONCE) {
      const some = names.slice(at, at + AT_ONCE);
      await this.#inTurn(async () => this.lock.keep(await this.accounts.settled(() => this.lock.look(some, now))));
    }
    return this.lock.entries((granting) => this.grants.covered(granting, now), silent);
  }

  /** What an address alone says that a request does. @param {{ method: string, url: string }} request @returns {string[]} */
  actsIn({ method, url }) {
    return this.engine.match({ method, url, headers: {}, body: new Uint8Array() }).map(actOf);
  }

  /** @returns {Memory} */
  memory() {
    const { authors, aliases } = this.engine.memory();
    const learned = { authors: authors.slice(-MOST.authors), aliases: aliases.slice(-MOST.aliases) };
    return { learned, grants: this.grants.memory() };
  }

  /** Whether anybody is asked of anything now. @param {number} now */
  isOpen(now) {
    return !isPaused(this.settings, now) && this.engine.open(now);
  }

  /** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  #inTurn(work) {
    const done = this.turn.then(work);
    this.turn = done.catch(() => {});
    return done;
  }
}
