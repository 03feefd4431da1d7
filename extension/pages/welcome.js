/** The first page: what the extension does, what it can't, what it never does; and the two choices that matter. */

import { addLanguage, addRadios, addSelect, mark } from "./fields.js";
import { add, addBrand, addLine, open } from "./shared.js";

/** @typedef {import("./shared.js").Page} Page */

const AUDIENCES = Object.freeze(["asn", "ppnpn", "tni", "polri"]);
/** @type {readonly [string, string, readonly string[]][]} */
const SAID = Object.freeze([
  ["does", "yes", ["does_ask", "does_law", "does_open"]],
  ["cannot", "limit", ["cannot_list", "cannot_apps", "cannot_all"]],
  ["never", "no", ["never_record", "never_send", "never_account"]],
]);
const WHOLE = "id";

/** What is chosen, until it is kept. */
const chosen = { audience: "", region: "" };

/** @type {(page: Page) => void} */
function draw(page) {
  const top = add(page.main, "div", { class: "top" });
  addBrand(page, top);
  addLanguage(page, top, () => page.redraw(draw));
  const said = add(page.main, "section", { class: "card" });
  add(said, "h1", {}, page.say("welcome_lead"));
  const columns = add(said, "div", { class: "three" });
  /** @type {{ [icon: string]: string }} */
  const looks = { yes: "yes", limit: "no", no: "never" };
  for (const [heading, icon, keys] of SAID) {
    const column = add(columns, "div");
    add(column, "h2", {}, page.say(heading));
    const list = add(column, "ul");
    for (const key of keys) addLine(list, icon, page.say(key), looks[icon], "li");
  }
  addChoices(page);
}

/** @type {(page: Page) => void} */
function addChoices(page) {
  const { settings } = page;
  const card = add(page.main, "section", { class: "card" });
  add(card, "h2", {}, page.say("choose"));
  const choices = add(card, "div", { class: "two" });
  const audiences = AUDIENCES.map((one) => /** @type {[string, string]} */ ([one, page.say(`audience_${one}`)]));
  addRadios(page, choices, { id: "audience", label: page.say("audience"), help: page.say("audience_help"), setting: "audience", isKept: false }, chosen.audience || settings.audience, audiences);
  addRegion(page, choices);
  const buttons = add(card, "div", { class: "buttons" });
  const begin = add(buttons, "button", { id: "begin", type: "button", class: "first" }, page.say("begin"));
  const done = add(card, "p", { role: "status", id: "done" }, settings.welcomed ? page.say("begun") : "");
  card.addEventListener("change", ({ target }) => {
    const { name, id, value } = /** @type {HTMLInputElement} */ (target);
    if (name === "audience") chosen.audience = value;
    if (id === "region") chosen.region = value;
  });
  begin.addEventListener("click", async () => {
    const problems = await page.change(choice(page));
    mark(page, "region", problems);
    if (problems.length === 0) done.textContent = page.say("begun");
  });
}

/** The regions with accounts of their own; there may be none. @type {(page: Page, parent: Node) => void} */
function addRegion(page, parent) {
  const [, followed = WHOLE] = page.settings.updates.parts;
  const parts = new Set([...(page.state.parts ?? []), ...page.settings.updates.parts].filter((one) => one !== WHOLE));
  const choices = [...parts].sort().map((part) => /** @type {[string, string]} */ ([part, page.say("region_more", { part })]));
  const field = { id: "region", label: page.say("region"), help: page.say("region_help"), setting: /** @type {const} */ ("updates"), isKept: false };
  addSelect(page, parent, field, chosen.region || followed, [[WHOLE, page.say("region_all")], ...choices]);
}

/** What is to be kept, without what can't be changed. @type {(page: Page) => Partial<import("./shared.js").Settings>} */
function choice({ settings, loaded }) {
  const { url, root, root_sha256, parts } = settings.updates;
  const region = chosen.region || parts[1] || WHOLE;
  const following = { ...(url && { url }), ...(root && { root }), ...(root_sha256 && { root_sha256 }), parts: region === WHOLE ? [WHOLE] : [WHOLE, region] };
  const made = {
    welcomed: true,
    ...(chosen.audience && { audience: chosen.audience }),
    ...(chosen.region && { updates: following }),
  };
  return Object.fromEntries(Object.entries(made).filter(([name]) => !loaded.locked.includes(name)));
}

void open(draw);
