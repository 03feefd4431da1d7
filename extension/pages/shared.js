/** What all pages of the extension need: what they are told, their words, and a pen that writes nothing but text. */

import { filled } from "../engine/phrases.js";
import { load, onChanged, save } from "../background/settings.js";

/**
 * @typedef {import("../background/settings.js").Loaded} Loaded
 * @typedef {import("../background/settings_fields.js").Settings} Settings
 * @typedef {import("../background/settings_fields.js").Problem} Problem
 * @typedef {import("../background/state.js").State} State
 * @typedef {{ [name: string]: string | number | boolean }} Attributes
 */

export const browser = /** @type {any} */ (globalThis).chrome;
const TRIES = 4;
const PAUSE = 400;
const NOTE_MS = 4_000;

/** Strokes of 24 by 24. @type {{ [name: string]: string }} */
const ICONS = {
  shield: "M12 3l7.5 2.8v5.7c0 4.6-3 7.8-7.5 9.5-4.5-1.7-7.5-4.9-7.5-9.5V5.8zM8.8 12l2.3 2.3 4.2-4.5",
  quiet: "M12 3l7.5 2.8v5.7c0 4.6-3 7.8-7.5 9.5-4.5-1.7-7.5-4.9-7.5-9.5V5.8z",
  off: "M12 3.5v7M6.6 6.6a7.6 7.6 0 1 0 10.8 0",
  pause: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M9.8 9v6M14.2 9v6",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 11v5M12 7.8v.1",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  yes: "M5 12.5l4.5 4.5L19 7.5",
  no: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  limit: "M12 4L3 19.5h18zM12 10v4.5M12 17v.1",
};

/** One of the extension's pages. */
export class Page {
  /** @param {State} state @param {Loaded} loaded */
  constructor(state, loaded) {
    this.state = state;
    this.loaded = loaded;
    this.main = /** @type {HTMLElement} */ (document.getElementById("main"));
    this.fading = 0;
  }

  get settings() {
    return this.loaded.settings;
  }

  /** A text in the person's language; what it lacks is taken from Indonesian. @param {string} key @param {{ [name: string]: string }} [values] */
  say(key, values = {}) {
    const { id, en } = this.state.texts;
    const text = (this.settings.language === "en" ? en?.[key] : undefined) ?? id?.[key] ?? "";
    return filled(text, values);
  }

  /** What is wrong, in a sentence. @param {Problem} problem */
  wrong({ kind, values }) {
    return this.say(`wrong_${kind}`, values);
  }

  /** The same with the field it is about. @param {Problem} problem */
  wrongLine(problem) {
    const said = this.wrong(problem);
    return problem.field === "" ? said : this.say("wrong_line", { field: problem.field, problem: said });
  }

  /** @param {number} number */
  number(number) {
    return new Intl.NumberFormat(this.settings.language).format(number);
  }

  /** How long ago. @param {number} moment @param {number} [now] */
  age(moment, now = Date.now()) {
    const minutes = Math.round((moment - now) / 60_000);
    const format = new Intl.RelativeTimeFormat(this.settings.language, { numeric: "auto" });
    if (minutes > -60) return format.format(Math.min(minutes, 0), "minute");
    const hours = Math.round(minutes / 60);
    return hours > -48 ? format.format(hours, "hour") : format.format(Math.round(hours / 24), "day");
  }

  /** The last day that is over before a moment. @param {number} moment */
  until(moment) {
    return new Intl.DateTimeFormat(this.settings.language, { dateStyle: "long" }).format(moment - 1);
  }

  /** Who fixed what can't be changed here. */
  get locker() {
    const { agency } = this.settings;
    return this.loaded.locked.includes("agency") && agency !== "" ? this.say("by_agency", { agency }) : this.say("by_policy");
  }

  /** @param {string} name */
  isLocked(name) {
    return this.loaded.locked.includes(name);
  }

  /** Keeps what a person chose, and tells what is wrong with it. @param {Partial<Settings>} changes */
  async change(changes) {
    const problems = await save(changes);
    if (problems.length === 0) this.loaded = await load();
    this.note(this.say(problems.length === 0 ? "saved" : "not_saved"));
    return problems;
  }

  /** A short word at the lower edge, which is read out, too. @param {string} text */
  note(text) {
    const note = document.getElementById("note");
    if (note === null) return;
    note.textContent = text;
    note.classList.add("shown");
    clearTimeout(this.fading);
    this.fading = setTimeout(() => {
      note.classList.remove("shown");
      note.textContent = "";
    }, NOTE_MS);
  }

  /** Draws anew what `draw` draws; who stood somewhere stands there again. @param {(page: Page) => void} draw */
  redraw(draw) {
    const stood = document.activeElement?.id;
    document.documentElement.lang = this.settings.language;
    this.main.replaceChildren();
    draw(this);
    if (stood) document.getElementById(stood)?.focus();
  }
}

/**
 * Opens a page: asks the worker, draws, and draws anew when somebody else changed the settings.
 *
 * @param {(page: Page) => void} draw
 * @param {() => Promise<string | undefined>} [address] of the tab it stands over
 */
export async function open(draw, address = async () => undefined) {
  const url = await address();
  const [state, loaded] = await Promise.all([ask({ type: "state", ...(url !== undefined && { url }) }), load()]);
  if (state === undefined) {
    add(/** @type {HTMLElement} */ (document.getElementById("main")), "p", {}, browser.i18n.getMessage("unreachable"));
    return undefined;
  }
  const page = new Page(state, loaded);
  page.redraw(draw);
  onChanged((now) => {
    if (JSON.stringify(now) === JSON.stringify(page.loaded)) return;
    page.loaded = now;
    page.redraw(draw);
  });
  return page;
}

/** The worker's answer; it may just be starting. @type {(message: object) => Promise<State | undefined>} */
export async function ask(message) {
  for (let tried = 0; tried < TRIES; tried++) {
    const answer = await browser.runtime.sendMessage(message).catch(() => undefined);
    if (answer?.texts) return answer;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return undefined;
}

/**
 * Adds an element with text, never markup.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Node} parent
 * @param {Tag} tag
 * @param {Attributes} [attributes] true is there without a value, false is not there
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function add(parent, tag, attributes = {}, text = "") {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  if (text !== "") element.textContent = text;
  parent.appendChild(element);
  return element;
}

/** @type {(parent: Node, name: string) => void} */
export function addIcon(parent, name) {
  const space = "http://www.w3.org/2000/svg";
  const icon = document.createElementNS(space, "svg");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", ICONS[name] ?? "");
  icon.appendChild(path);
  parent.appendChild(icon);
}

/** The name of the extension, with its sign. @type {(page: Page, parent: Node) => void} */
export function addBrand(page, parent) {
  const brand = add(parent, "p", { class: "brand" });
  add(brand, "img", { src: "../icons/48.png", alt: "" });
  add(brand, "span", {}, page.say("name"));
}

/** A line with a sign before it. @type {(parent: Node, icon: string, text: string, look?: string, tag?: "p" | "li") => void} */
export function addLine(parent, icon, text, look = icon, tag = "p") {
  const line = add(parent, tag, { class: `line ${look}` });
  addIcon(line, icon);
  add(line, "span", {}, text);
}
