/** All platforms of a ruleset, chosen by host. */

import { Form } from "./forms.js";
import { Learner } from "./learn.js";
import { hostWithin, upward } from "./hosts.js";
import { Matcher } from "./match.js";
import { place } from "./url.js";

/**
 * @typedef {import("./body.js").Request} Request
 * @typedef {import("./match.js").Action} Action
 * @typedef {import("./learn.js").Lesson} Lesson
 * @typedef {import("./learn.js").Response} Response
 * @typedef {import("./transform.js").Context} Context
 */

/** A platform; what asks its requests and what reads its responses is compiled when it is first needed. */
export class Site {
  /** @type {Matcher | undefined} */
  #matcher;
  /** @type {Learner | undefined} */
  #learner;

  /** @param {any} spec */
  constructor(spec) {
    /** @type {{ [name: string]: Form }} */
    const forms = {};
    for (const [name, form] of Object.entries(spec.forms ?? {})) forms[name] = new Form(form);
    /** @type {Context} */
    this.context = { forms, steps: spec.steps ?? {}, covers: (host) => hostWithin(host, spec.hosts) };
    /** @type {string} */
    this.id = spec.platform;
    this.spec = spec;
  }

  /** What stands before the ids of items at a host: nothing, but where each host has ids of its own. @param {string} host */
  before(host) {
    if (this.spec.instances !== true) return "";
    const domain = [...upward(host.replace(/\.+$/, ""))].find((one) => this.spec.hosts.includes(one));
    return `${domain}/`;
  }

  get matcher() {
    return (this.#matcher ??= new Matcher(this.spec, this.context));
  }

  get learner() {
    return (this.#learner ??= new Learner(this.spec, this.context));
  }
}

export class Sites {
  /** @param {readonly any[]} specs */
  constructor(specs) {
    /** @type {Map<string, Site>} */
    this.domains = new Map();
    for (const spec of specs) {
      const site = new Site(spec);
      for (const host of spec.hosts) this.domains.set(host, site);
    }
  }

  /** Compiles all platforms now; throws where one of them makes no sense. */
  compile() {
    for (const { matcher, learner } of this.domains.values()) if (!matcher || !learner) throw new Error("not compiled");
  }

  /** The platform of a host. @param {string} host */
  at(host) {
    for (const domain of upward(host.replace(/\.+$/, ""))) {
      const site = this.domains.get(domain);
      if (site !== undefined) return site;
    }
    return undefined;
  }

  /** A platform by its name. @param {string} id */
  named(id) {
    return [...this.domains.values()].find((site) => site.id === id);
  }

  /** The platform of a URL, and the parts of the URL. @param {string} url */
  of(url) {
    const found = place(url);
    const site = found?.host === undefined ? undefined : this.at(found.host);
    return found === undefined || site === undefined ? undefined : { site, place: found };
  }

  /**
   * All actions that a request is; its body is already unpacked as far as only the browser can.
   *
   * @param {Request} request
   * @returns {Action[]}
   */
  match(request) {
    const found = this.of(request.url);
    if (found === undefined) return [];
    const actions = found.site.matcher.match(request, found.place);
    const before = actions.length > 0 ? found.site.before(found.place.host ?? "") : "";
    if (before !== "") {
      for (const { items, hints } of actions) for (const item of [...items, ...hints.map(([one]) => one)]) item.id = before + item.id;
    }
    return actions;
  }

  /** What a response teaches, whatever its status and type. @param {Response} response @returns {Lesson} */
  learn(response) {
    const found = this.of(response.request.url);
    if (found === undefined) return { learned: [], aliases: [] };
    const { learner } = found.site;
    if (!learner.readable(found.place)) return { learned: [], aliases: [] };
    const lesson = learner.learn(response, found.place);
    const before = found.site.before(found.place.host ?? "");
    if (before !== "") for (const { item } of lesson.learned) item.id = before + item.id;
    return lesson;
  }

  /** False where a request can't be an action, whatever its body. @param {Request} request */
  interesting(request) {
    const found = this.of(request.url);
    return found !== undefined && found.site.matcher.interesting(request, found.place);
  }
}
