/** The agency's circulars: a small form for each; a circular is kept once it has a number and a date. */

import { addText, mark } from "./fields.js";
import { add, addLine } from "./shared.js";

/**
 * @typedef {import("./shared.js").Page} Page
 * @typedef {import("./shared.js").Problem} Problem
 */

const MOST = 10;
const PARTS = Object.freeze(["number", "date", "link"]);

/** @type {(page: Page, parent: Node) => void} */
export function addCirculars(page, parent) {
  const box = add(parent, "div", { class: "field", role: "group", "aria-labelledby": "circulars" });
  drawAll(page, box, page.settings.circulars.map(({ number, date, link }) => ({ number, date, link })));
}

/** @type {(page: Page, box: HTMLElement, rows: any[], focus?: string) => void} */
function drawAll(page, box, rows, focus) {
  box.replaceChildren();
  add(box, "p", { class: "label", id: "circulars" }, page.say("circulars"));
  rows.forEach((_, at) => addCircular(page, box, rows, at));
  const isLocked = page.isLocked("circulars");
  if (isLocked) addLine(add(box, "div", { class: "more" }), "lock", page.locker);
  else if (rows.length < MOST) {
    const button = add(add(box, "div"), "button", { type: "button", id: "circular-add" }, page.say("circular_add"));
    button.addEventListener("click", () => drawAll(page, box, [...rows, { number: "", date: "", link: "" }], `circular-${rows.length}-number`));
  }
  if (focus) document.getElementById(focus)?.focus();
}

/** @type {(page: Page, box: HTMLElement, rows: any[], at: number) => void} */
function addCircular(page, box, rows, at) {
  const n = String(at + 1);
  const form = add(box, "div", { class: "circular", role: "group", "aria-label": page.say("circular", { n }) });
  const fields = add(form, "div", { class: "three" });
  for (const part of PARTS) {
    const field = { id: `circular-${at}-${part}`, label: page.say(`circular_${part}`), setting: /** @type {const} */ ("circulars"), isKept: false, isLockTold: false };
    const input = addText(page, fields, field, rows[at][part], { maxlength: part === "link" ? 500 : part === "date" ? 60 : 200 });
    input.addEventListener("change", () => {
      rows[at][part] = input.value.trim();
      void keep(page, rows);
    });
  }
  if (page.isLocked("circulars")) return;
  const button = add(form, "button", { type: "button", id: `circular-${at}-remove` }, page.say("circular_remove", { n }));
  button.addEventListener("click", async () => {
    const left = rows.filter((_, other) => other !== at);
    drawAll(page, box, left, "circular-add");
    await keep(page, left);
    page.note(page.say("circular_removed"));
  });
}

/** Keeps all that are begun; tells at each field what is wrong with it. @type {(page: Page, rows: any[]) => Promise<void>} */
async function keep(page, rows) {
  const begun = rows.filter((row) => PARTS.some((part) => row[part] !== ""));
  if (begun.some(({ number, date }) => number === "" || date === "")) return markAll(page, rows, []);
  const circulars = begun.map(({ number, date, link }) => ({ number, date, ...(link !== "" && { link }) }));
  const places = begun.map((row) => rows.indexOf(row));
  const problems = await page.change({ circulars: /** @type {any} */ (circulars) });
  markAll(page, rows, problems.map((one) => ({ ...one, field: one.field.replace(/\d+/, (at) => String(places[Number(at)])) })));
}

/** @type {(page: Page, rows: any[], problems: Problem[]) => void} */
function markAll(page, rows, problems) {
  rows.forEach((_, at) => {
    for (const part of PARTS) mark(page, `circular-${at}-${part}`, problems.filter(({ field }) => field === `circulars[${at}].${part}`));
  });
}
