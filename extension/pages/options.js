/** All settings. Each is kept as soon as it is changed; what is wrong is told at its field, and not kept. */

import { addCirculars } from "./options_circulars.js";
import { addFile } from "./options_file.js";
import { addUpdates } from "./options_updates.js";
import { addLanguage, addNumber, addPlatforms, addRadios, addSwitch, addText } from "./fields.js";
import { add, addBrand, addLine, open } from "./shared.js";

/**
 * @typedef {import("./shared.js").Page} Page
 * @typedef {import("./shared.js").Settings} Settings
 */

const AUDIENCES = Object.freeze(["asn", "ppnpn", "tni", "polri"]);
/** @type {readonly ["hold_seconds" | "delay_seconds" | "grant_minutes", number, number][]} */
const NUMBERS = Object.freeze([
  ["hold_seconds", 5, 120],
  ["delay_seconds", 0, 30],
  ["grant_minutes", 0, 60],
]);

/** @type {(page: Page) => void} */
function draw(page) {
  const again = () => page.redraw(draw);
  const top = add(page.main, "div", { class: "top" });
  addBrand(page, top);
  addLanguage(page, top, again);
  add(page.main, "h1", {}, page.say("settings"));
  addPolicy(page);
  addWarning(page, card(page, "section_warning"));
  addAsked(page, card(page, "section_asked"));
  addUpdates(page, card(page, "section_updates"), again);
  addFile(page, card(page, "section_file"), again);
}

/** @type {(page: Page, key: string) => HTMLElement} */
function card(page, key) {
  const made = add(page.main, "section", { class: "card", "aria-labelledby": key });
  add(made, "h2", { id: key }, page.say(key));
  return made;
}

/** What the device's manager fixed, and what of it makes no sense. @type {(page: Page) => void} */
function addPolicy(page) {
  const { locked, problems } = page.loaded;
  if (locked.length === 0 && problems.length === 0) return;
  const made = card(page, "section_policy");
  if (locked.length > 0) addLine(made, "lock", `${page.say("policy_text")} ${page.locker}.`);
  if (problems.length === 0) return;
  add(made, "p", { class: "wrong" }, page.say("problems_lead"));
  const list = add(made, "ul", { class: "list" });
  for (const problem of problems) add(list, "li", {}, page.wrongLine(problem));
}

/** @type {(page: Page, parent: HTMLElement) => void} */
function addWarning(page, parent) {
  const { settings } = page;
  const audiences = AUDIENCES.map((one) => /** @type {[string, string]} */ ([one, page.say(`audience_${one}`)]));
  addRadios(page, parent, { id: "audience", label: page.say("audience"), help: page.say("audience_help"), setting: "audience" }, settings.audience, audiences);
  const texts = add(parent, "div", { class: "two" });
  for (const name of /** @type {const} */ (["agency", "contact"])) {
    addText(page, texts, { id: name, label: page.say(name), help: page.say(`${name}_help`), setting: name }, settings[name], { maxlength: 200 });
  }
  addCirculars(page, parent);
  const numbers = add(parent, "div", { class: "three" });
  for (const [name, least, most] of NUMBERS) {
    addNumber(page, numbers, { id: name, label: page.say(name), help: page.say(`${name}_help`), setting: name }, settings[name], least, most);
  }
}

/** @type {(page: Page, parent: HTMLElement) => void} */
function addAsked(page, parent) {
  for (const name of /** @type {const} */ (["follow", "advice", "reminders"])) {
    addSwitch(page, parent, { id: name, label: page.say(name), help: page.say(`${name}_help`), setting: name }, page.settings[name]);
  }
  add(parent, "h3", { id: "platforms" }, page.say("platforms"));
  addPlatforms(page, parent);
}

void open(draw);
