/** The engine: requests to actions, responses to what they teach, actions to verdicts. */

import { keyOf } from "./accounts.js";
import { Aliases } from "./aliases.js";
import { Authors } from "./authors.js";
import { BOUNDS } from "./bounds.js";
import { Calendar } from "./calendar.js";
import { hashtags, mentions } from "./mentions.js";
import { lookup } from "./registry.js";
import { checkRuleset } from "./ruleset.js";
import { Sites } from "./sites.js";
import { NOBODY, compose } from "./texts.js";
import { DEFAULTS, Judge } from "./verdict.js";

/**
 * @typedef {import("./accounts.js").Account} Account
 * @typedef {import("./body.js").Request} Request
 * @typedef {import("./learn.js").Response} Response
 * @typedef {import("./learn.js").Lesson} Lesson
 * @typedef {import("./match.js").Action} Action
 * @typedef {import("./registry.js").Accounts} Accounts
 * @typedef {import("./texts.js").Agency} Agency
 * @typedef {import("./verdict.js").Switches} Switches
 * @typedef {import("./verdict.js").Verdict} Verdict
 * @typedef {import("./verdict.js").Behind} Behind
 */

/** A handle that a text mentions, as an account. @type {(handle: string) => Account} */
const asMentioned = (handle) => ({ id: undefined, handle, role: "mentioned" });

/** Types of responses that are read. */
const READ = /json|javascript|html|text\/plain/i;

/** What the page gets where its platform has no refusal of its own. */
const REFUSAL = Object.freeze({ status: 403, body: "{}" });

/** The strength of a verdict, to choose among several. */
const STRENGTH = Object.freeze({ warn: 2, advise: 1, pass: 0 });

export class Engine {
  /** @param {any} ruleset @param {Accounts} accounts @param {Partial<Switches & Agency>} [settings] @param {(ruleset: any) => void} [check] throws where an engine can't be built */
  constructor(ruleset, accounts, settings = {}, check = checkRuleset) {
    check(ruleset);
    this.ruleset = ruleset;
    /** @type {Agency} */
    this.agency = { ...NOBODY, ...settings };
    this.accounts = accounts;
    this.sites = new Sites(ruleset.platforms);
    this.aliases = new Aliases(accounts);
    this.authors = new Authors();
    this.judge = new Judge(accounts, new Calendar(ruleset.contests), ruleset.policy, { ...DEFAULTS, ...settings });
  }

  /** The domains that are covered, each with all below it. */
  get hosts() {
    return [...this.sites.domains.keys()];
  }

  /** True while any window is open; otherwise there is nothing to warn of. @param {number} moment in ms */
  open(moment) {
    return this.judge.calendar.someOpen(this.accounts.contests(), moment);
  }

  /** What was learned, as JSON has it, for a worker that is about to sleep. */
  memory() {
    return { authors: [...this.authors.items], aliases: [...this.aliases.names] };
  }

  /** Takes in what an engine has learned before. @param {ReturnType<Engine["memory"]>} memory */
  recall({ authors, aliases }) {
    for (const [key, known] of authors) this.authors.items.put(key, known);
    for (const [key, name] of aliases) this.aliases.names.put(key, name);
  }

  /** False where a request can't be an action, whatever its body. @param {Request} request */
  interesting(request) {
    if (Number(request.headers["content-length"]) > BOUNDS.MAX_REQUEST_BODY) return false;
    return this.sites.interesting(request);
  }

  /** All actions that a request is. @param {Request} request @returns {Action[]} */
  match(request) {
    return this.sites.match(request);
  }

  /**
   * True where a response, by what stands before its body, may teach something.
   *
   * @param {string} url
   * @param {number} status
   * @param {string} type
   */
  readable(url, status, type) {
    if (status < 200 || status > 299) return false;
    const found = this.sites.of(url);
    if (found === undefined || this.accounts.contests().size === 0) return false;
    const { learner } = found.site;
    const [bare = ""] = type.toLowerCase().split(";");
    return (READ.test(type) || learner.reader.types.has(bare.trim())) && learner.readable(found.place);
  }

  /** Learns from a response that is readable. @param {Response} response @param {number} now in ms */
  learn(response, now) {
    this.absorb(this.sites.learn(response), now);
  }

  /** Keeps of a lesson what concerns registered accounts. @param {Lesson} lesson @param {number} now in ms */
  absorb({ learned, aliases }, now) {
    for (const alias of aliases) this.aliases.add(alias);
    for (const { platform, item, accounts, texts } of learned) {
      const listed = accounts.filter((one) => this.aliases.find(platform, one) !== undefined);
      const mentioned = mentions(texts).filter((handle) => this.listed(platform, handle) !== undefined);
      const tags = hashtags(texts).filter((tag) => this.accounts.hashtag(tag).length > 0);
      for (const { id, handle } of listed) {
        if (id !== undefined && handle !== undefined) this.aliases.add({ platform, ids: [id], handles: [handle] });
      }
      const all = [...listed, ...mentioned.map(asMentioned)];
      if (all.length + tags.length > 0) this.authors.add(platform, item, all, tags, now);
    }
  }

  /**
   * What the page gets for an action that the person cancelled.
   *
   * @param {Action} action
   * @returns {{ status: number, headers: { [name: string]: string }, body: string }}
   */
  refusal(action) {
    const named = this.sites.named(action.platform)?.spec.refusals ?? {};
    const { status, content_type = "application/json", headers = {}, body } = named[action.refusal] ?? named.default ?? REFUSAL;
    return { status, headers: { "content-type": content_type, ...headers }, body: body ?? "" };
  }

  /** What becomes of an action. @param {Action} action @param {number} moment in ms @returns {Verdict} */
  decide(action, moment) {
    return this.judge.judge(action, this.behind(action, moment), moment);
  }

  /**
   * What the dialog shows for a verdict that is no pass.
   *
   * @param {Verdict} verdict
   * @param {Action} action
   * @param {number} moment
   */
  warning(verdict, action, moment) {
    return compose(this.ruleset, verdict, action, this.agency, moment);
  }

  /** The strongest verdict on several actions, with its action. @param {Action[]} actions @param {number} moment */
  strongest(actions, moment) {
    /** @type {{ action: Action, verdict: Verdict } | undefined} */
    let best;
    for (const action of actions) {
      const verdict = this.decide(action, moment);
      if (best === undefined || STRENGTH[verdict.level] > STRENGTH[best.verdict.level]) best = { action, verdict };
    }
    return best;
  }

  /** What stands behind an action. @param {Action} action @param {number} moment @returns {Behind} */
  behind(action, moment) {
    const { platform } = action;
    const { accounts, tags, unknown } = this.items(action, moment);
    const texts = [...action.texts, ...tags.map((tag) => `#${tag}`)];
    const named = [...action.accounts, ...accounts].map((one) => ({ row: this.aliases.find(platform, one), role: one.role }));
    const mentioned = mentions(texts).map((handle) => ({ row: this.listed(platform, handle), role: "mentioned" }));
    const found = [...named, ...mentioned].flatMap(({ row, role }) => (row === undefined ? [] : [{ row, role }]));
    return { found, hashtags: hashtags(texts), unknown };
  }

  /** The row of a handle in a text. @param {string} platform @param {string} handle */
  listed(platform, handle) {
    return lookup(this.accounts, platform, undefined, handle);
  }

  /** What stands behind the items of an action. @param {Action} action @param {number} moment */
  items(action, moment) {
    /** @type {Account[]} */
    const accounts = [];
    /** @type {string[]} */
    const tags = [];
    const viewer = new Set(action.viewer);
    let unknown = false;
    for (const item of action.items) {
      const known = this.authors.get(action.platform, item, moment);
      const hints = action.hints.filter(([hinted, { id }]) => keyOf(hinted) === keyOf(item) && !viewer.has(id ?? ""));
      const behind = known?.accounts.filter(({ id }) => !viewer.has(id ?? "")) ?? hints.map(([, account]) => account);
      accounts.push(...behind);
      tags.push(...(known?.hashtags ?? []));
      unknown ||= known === undefined && hints.length === 0;
    }
    return { accounts, tags, unknown };
  }
}
