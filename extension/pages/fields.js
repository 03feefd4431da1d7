/** Fields for settings: each says what is wrong with it, and who fixed it where it can't be changed. */

import { add, addLine } from "./shared.js";

/**
 * @typedef {import("./shared.js").Page} Page
 * @typedef {import("./shared.js").Problem} Problem
 * @typedef {import("./shared.js").Settings} Settings
 *
 * @typedef {object} Field
 * @property {string} id
 * @property {string} label
 * @property {string} [help]
 * @property {keyof Settings} setting whose lock counts
 * @property {(value: any) => Partial<Settings>} [changes] what is saved for a value; its own setting, if nothing is said
 * @property {boolean} [isKept] false: the value is read when something else is pressed
 * @property {boolean} [isLockTold] false: who fixed it is told once for several fields
 */

/** @type {(page: Page, field: Field, value: unknown) => Promise<void>} */
async function change(page, { id, setting, changes, isKept = true }, value) {
  if (isKept) mark(page, id, await page.change(changes?.(value) ?? { [setting]: value }));
}

/** Shows what is wrong at a field; nothing where nothing is. @type {(page: Page, id: string, problems: readonly Problem[]) => void} */
export function mark(page, id, problems) {
  const input = document.getElementById(id);
  const place = document.getElementById(`${id}-wrong`);
  if (input === null || place === null) return;
  input.setAttribute("aria-invalid", String(problems.length > 0));
  place.textContent = problems.map((one) => page.wrong(one)).join(" ");
  place.hidden = problems.length === 0;
}

/** The box of a field, its label, and below it help, lock and what is wrong. @type {(page: Page, parent: Node, field: Field, look?: string) => { box: HTMLElement, finish: () => void, attributes: import("./shared.js").Attributes }} */
function frame(page, parent, { id, label, help, setting, isLockTold = true }, look = "") {
  const box = add(parent, "div", { class: `field ${look}` });
  add(box, "label", { for: id }, label);
  const isLocked = page.isLocked(setting);
  const isTold = isLocked && isLockTold;
  const said = [help && `${id}-help`, isLocked && `${isTold ? id : setting}-lock`, `${id}-wrong`].filter(Boolean).join(" ");
  const finish = () => {
    const more = add(box, "div", { class: "more" });
    if (help) add(more, "p", { id: `${id}-help` }, help);
    if (isTold) addLine(add(more, "div", { id: `${id}-lock` }), "lock", page.locker);
    add(more, "p", { id: `${id}-wrong`, class: "wrong", hidden: true });
  };
  return { box, finish, attributes: { id, "aria-describedby": said, disabled: isLocked } };
}

/** @type {(page: Page, parent: Node, field: Field, value: string | number, extra?: import("./shared.js").Attributes) => HTMLInputElement} */
export function addText(page, parent, field, value, extra = {}) {
  const { box, finish, attributes } = frame(page, parent, field);
  const input = add(box, "input", { type: "text", autocomplete: "off", ...attributes, ...extra });
  input.value = String(value);
  input.addEventListener("change", () => void change(page, field, input.value.trim()));
  finish();
  return input;
}

/** @type {(page: Page, parent: Node, field: Field, value: number, least: number, most: number) => void} */
export function addNumber(page, parent, field, value, least, most) {
  const { box, finish, attributes } = frame(page, parent, field);
  const input = add(box, "input", { type: "number", min: least, max: most, step: 1, ...attributes });
  input.value = String(value);
  input.addEventListener("change", () => void change(page, field, input.value === "" ? "" : Number(input.value)));
  finish();
}

/** @type {(page: Page, parent: Node, field: Field, value: string) => void} */
export function addArea(page, parent, field, value) {
  const { box, finish, attributes } = frame(page, parent, field);
  const input = add(box, "textarea", { rows: 4, spellcheck: "false", ...attributes });
  input.value = value;
  input.addEventListener("change", () => void change(page, field, input.value.trim()));
  finish();
}

/** @type {(page: Page, parent: Node, field: Field, isOn: boolean) => void} */
export function addSwitch(page, parent, field, isOn) {
  const { box, finish, attributes } = frame(page, parent, field, "row");
  const input = add(box, "input", { type: "checkbox", role: "switch", ...attributes });
  input.checked = isOn;
  input.addEventListener("change", () => void change(page, field, input.checked));
  finish();
}

/** @type {(page: Page, parent: Node, field: Field, value: string, choices: readonly [string, string][]) => HTMLSelectElement} */
export function addSelect(page, parent, field, value, choices) {
  const { box, finish, attributes } = frame(page, parent, field);
  const input = add(box, "select", attributes);
  for (const [one, text] of choices) add(input, "option", { value: one, selected: one === value }, text);
  input.addEventListener("change", () => void change(page, field, input.value));
  finish();
  return input;
}

/** One of a few, all of them in view. @type {(page: Page, parent: Node, field: Field, value: string, choices: readonly [string, string][]) => void} */
export function addRadios(page, parent, field, value, choices) {
  const { id, label, help, setting } = field;
  const isLocked = page.isLocked(setting);
  const box = add(parent, "fieldset", { "aria-describedby": [help && `${id}-help`, isLocked && `${id}-lock`].filter(Boolean).join(" ") });
  add(box, "legend", {}, label);
  for (const [one, text] of choices) {
    const choice = add(box, "label", { class: "choice" });
    const input = add(choice, "input", { type: "radio", name: id, id: `${id}-${one}`, value: one, checked: one === value, disabled: isLocked });
    add(choice, "span", {}, text);
    input.addEventListener("change", () => void change(page, field, one));
  }
  if (help) add(box, "p", { class: "more", id: `${id}-help` }, help);
  if (isLocked) addLine(add(box, "div", { class: "more", id: `${id}-lock` }), "lock", page.locker);
}

/** On or off for every platform of the rules. @type {(page: Page, parent: Node) => void} */
export function addPlatforms(page, parent) {
  const box = add(parent, "div", { class: "platforms", role: "group", "aria-labelledby": "platforms" });
  if (page.isLocked("platforms_off")) addLine(add(parent, "div", { class: "more", id: "platforms_off-lock" }), "lock", page.locker);
  for (const { platform, name } of page.state.platforms) {
    /** @type {Field} */
    const field = {
      id: `on-${platform}`,
      label: name,
      setting: "platforms_off",
      isLockTold: false,
      changes: (isOn) => ({ platforms_off: [...page.settings.platforms_off.filter((one) => one !== platform), ...(isOn ? [] : [platform])] }),
    };
    addSwitch(page, box, field, !page.settings.platforms_off.includes(platform));
  }
}

/** @type {(page: Page, parent: Node, after: () => void) => void} */
export function addLanguage(page, parent, after) {
  /** @type {Field} */
  const field = { id: "language", label: page.say("language"), setting: "language" };
  const choices = /** @type {[string, string][]} */ (["id", "en"].map((one) => [one, page.say(`language_${one}`)]));
  addSelect(page, parent, { ...field, isKept: false }, page.settings.language, choices).addEventListener("change", async (event) => {
    const { value } = /** @type {HTMLSelectElement} */ (event.target);
    await page.change({ language: value });
    after();
    page.note(page.say("saved"));
  });
}
