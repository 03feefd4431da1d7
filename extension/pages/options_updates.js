/** Whose rules and accounts are followed, and how fresh they are. */

import { addData, addTroubles } from "./data.js";
import { addArea, addText, mark } from "./fields.js";
import { add, ask } from "./shared.js";

/**
 * @typedef {import("./shared.js").Page} Page
 * @typedef {import("../background/settings_fields.js").UpdateSettings} UpdateSettings
 */

const TEXTS = /** @type {const} */ (["url", "root_sha256", "root"]);

/** @type {(page: Page, parent: HTMLElement, again: () => void) => void} */
export function addUpdates(page, parent, again) {
  addData(page, parent);
  addTroubles(page, parent);
  const button = add(add(parent, "div"), "button", { type: "button", id: "update" }, page.say("update_now"));
  button.addEventListener("click", async () => {
    page.note(page.say("update_busy"));
    page.state = (await ask({ type: "update" })) ?? page.state;
    again();
    page.note(page.say("update_done"));
  });
  const { updates } = page.settings;
  const parts = { id: "parts", label: page.say("parts"), help: page.say("parts_help"), setting: /** @type {const} */ ("updates"), isKept: false };
  addText(page, parent, parts, updates.parts.join(", "));
  const other = add(parent, "details", { open: TEXTS.some((name) => updates[name] !== "") });
  add(other, "summary", { id: "publisher" }, page.say("publisher"));
  const inner = add(other, "div", { class: "inner" });
  for (const name of TEXTS) {
    const field = { id: name, label: page.say(name), help: page.say(`${name}_help`), setting: /** @type {const} */ ("updates"), isKept: false };
    if (name === "root") addArea(page, inner, field, updates[name]);
    else addText(page, inner, field, updates[name], { inputmode: name === "url" ? "url" : "text", spellcheck: "false" });
  }
  for (const name of [...TEXTS, "parts"]) document.getElementById(name)?.addEventListener("change", () => void keep(page));
}

/** @type {(page: Page) => Promise<void>} */
async function keep(page) {
  const value = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (document.getElementById(id)).value.trim();
  const texts = TEXTS.map((name) => [name, value(name)]).filter(([, one]) => one !== "");
  const parts = value("parts").split(",").map((one) => one.trim()).filter((one) => one !== "");
  const problems = await page.change({ updates: /** @type {UpdateSettings} */ ({ ...Object.fromEntries(texts), parts }) });
  const isAt = (/** @type {string} */ field, /** @type {string} */ name) => field.startsWith(`updates.${name}`) && !/^\w/.test(field.slice(`updates.${name}`.length));
  for (const name of TEXTS) mark(page, name, problems.filter(({ field }) => isAt(field, name) || (field === "updates" && name === "root")));
  mark(page, "parts", problems.filter(({ field }) => isAt(field, "parts")));
}
