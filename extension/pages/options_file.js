/** An agency's settings file: brought in whole or not at all, with every mistake named; and written out. */

import { readFile, writeFile } from "../background/settings_file.js";
import { add, addLine } from "./shared.js";

/** @typedef {import("./shared.js").Page} Page */

const MOST = 1_000_000;
const NAME = "jari-netral.json";

/** @type {(page: Page, parent: HTMLElement, again: () => void) => void} */
export function addFile(page, parent, again) {
  add(parent, "p", { class: "soft" }, page.say("file_text"));
  const field = add(parent, "div", { class: "field" });
  add(field, "label", { for: "file" }, page.say("file_choose"));
  const input = add(field, "input", { type: "file", id: "file", accept: ".json,application/json" });
  const told = add(parent, "div", { id: "file-told", role: "status" });
  input.addEventListener("change", async () => {
    const [file] = input.files ?? [];
    if (file === undefined) return;
    const say = await take(page, file);
    input.value = "";
    again();
    say(/** @type {HTMLElement} */ (document.getElementById("file-told")));
  });
  told.replaceChildren();
  const out = add(add(parent, "div"), "button", { type: "button", id: "export" }, page.say("file_export"));
  out.addEventListener("click", () => hand(writeFile(page.settings)));
}

/** Takes what a file says; gives what writes down how it went. @type {(page: Page, file: File) => Promise<(place: HTMLElement) => void>} */
async function take(page, file) {
  if (file.size > MOST) return (place) => void add(place, "p", { class: "wrong" }, page.say("file_large"));
  const { values, problems } = readFile(await file.text());
  const fixed = Object.keys(values).filter((name) => page.isLocked(name));
  const free = Object.fromEntries(Object.entries(values).filter(([name]) => !fixed.includes(name)));
  const wrong = problems.length > 0 ? problems : await page.change(free);
  return (place) => {
    if (wrong.length > 0) {
      add(place, "p", { class: "wrong" }, page.say("file_wrong", { file: file.name }));
      const list = add(place, "ul", { class: "list" });
      for (const problem of wrong) add(list, "li", {}, page.wrongLine(problem));
      return;
    }
    addLine(place, "yes", page.say("file_taken", { count: String(Object.keys(free).length), file: file.name }));
    if (fixed.length > 0) addLine(place, "lock", page.say("locked_skipped", { count: String(fixed.length), fields: fixed.join(", ") }), "");
  };
}

/** Offers a text as a file. @type {(text: string) => void} */
function hand(text) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  add(document.body, "a", { href: url, download: NAME, hidden: true }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
