/** The popup: what the extension does on the page before it, and the few switches one wants at hand. */

import { isPaused, tomorrow } from "../background/settings.js";
import { addPlatforms, addLanguage } from "./fields.js";
import { addData, addTroubles } from "./data.js";
import { add, addBrand, addIcon, addLine, browser, open } from "./shared.js";

/**
 * @typedef {import("./shared.js").Page} Page
 * @typedef {{ look: string, icon: string, key: string }} Told
 */

/** What the tab says of itself; nothing where our script is not in it. @type {{ url?: string, state?: "on" | "off" | "down" } | undefined} */
let here;

/** Asks the tab; only a tab that the extension works in answers. @type {() => Promise<string | undefined>} */
async function address() {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  if (tab === undefined) return undefined;
  here = (await browser.tabs.sendMessage(tab.id, { type: "here" }, { frameId: 0 }).catch(() => undefined)) ?? undefined;
  return here?.url ?? tab.url;
}

/** @type {(page: Page) => void} */
function draw(page) {
  const top = add(page.main, "div", { class: "top" });
  addBrand(page, top);
  addLanguage(page, top, () => page.redraw(draw));
  addTold(page);
  const platforms = add(page.main, "section");
  add(platforms, "h2", { id: "platforms" }, page.say("platforms"));
  addPlatforms(page, platforms);
  const data = add(page.main, "section", { class: "small soft" });
  add(data, "h2", {}, page.say("data"));
  addData(page, data);
  addTroubles(page, data);
  addLinks(page);
}

/** In three seconds: am I reminded here? @type {(page: Page) => void} */
function addTold(page) {
  const { look, icon, key } = told(page);
  const { platforms, here: place } = page.state;
  const platform = platforms.find((one) => one.platform === place?.platform)?.name ?? "";
  const kinds = new Intl.ListFormat(page.settings.language, { type: "conjunction" }).format(
    (place?.kinds ?? []).filter((kind) => kind !== "follow" || page.settings.follow).map((kind) => page.say(`kind_${kind}`)),
  );
  const box = add(page.main, "div", { class: `told ${look}` });
  addIcon(box, icon);
  const texts = add(box, "div");
  add(texts, "h1", {}, page.say(key, { platform }));
  add(texts, "p", {}, page.say(`${key}_text`, { platform, kinds }));
  addPause(page);
}

/** @type {(page: Page) => Told} */
function told({ state, settings }) {
  const place = state.here;
  if (isPaused(settings)) return { look: "mark", icon: "pause", key: "paused" };
  if (place === null) return { look: "", icon: "info", key: "here_none" };
  if (here?.state === "down") return { look: "well", icon: "shield", key: "here_down" };
  if (settings.platforms_off.includes(place.platform)) return { look: "mark", icon: "off", key: "here_off" };
  if (here?.state === undefined) return { look: "mark", icon: "info", key: "here_not_running" };
  if (state.windows.length === 0) return { look: "", icon: "quiet", key: "here_quiet" };
  return here.state === "on" ? { look: "well", icon: "shield", key: "here_on" } : { look: "mark", icon: "info", key: "here_not_running" };
}

/** @type {(page: Page) => void} */
function addPause(page) {
  const isResting = isPaused(page.settings);
  const isLocked = page.isLocked("paused_until");
  const button = add(
    page.main,
    "button",
    { id: "pause", type: "button", disabled: isLocked, ...(isLocked && { "aria-describedby": "pause-lock" }) },
    page.say(isResting ? "resume" : "pause"),
  );
  if (isLocked) addLine(add(page.main, "div", { class: "more", id: "pause-lock" }), "lock", page.locker);
  button.addEventListener("click", async () => {
    await page.change({ paused_until: isResting ? 0 : tomorrow() });
    page.redraw(draw);
  });
}

/** @type {(page: Page) => void} */
function addLinks(page) {
  const links = add(page.main, "p", { class: "links" });
  add(links, "a", { id: "settings", href: "options.html", target: "_blank" }, page.say("settings"));
  add(links, "a", { id: "about", href: "welcome.html", target: "_blank" }, page.say("about"));
}

void open(draw, address);
