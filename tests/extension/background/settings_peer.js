/** Answers questions about the settings, one JSON document per line, with a storage that a test fills. */

import { createInterface } from "node:readline";

import * as settings from "../../../extension/background/settings.js";
import { CHECKS, DEFAULTS, problemsOf } from "../../../extension/background/settings_fields.js";
import { welcome } from "../../../extension/background/welcome.js";
import { readFile, writeFile } from "../../../extension/background/settings_file.js";

/** @type {{ [area: string]: any }} */
let areas = {};
/** @type {Set<(changes: object, area: string) => void>} */
const heard = new Set();
/** @type {any[]} */
const told = [];

/** @type {(name: string) => object} */
const area = (name) => ({
  async get(/** @type {string | null} */ what) {
    if (areas[name] === undefined) throw new Error("no such storage");
    return structuredClone(what === null ? areas[name] : { [what]: areas[name][what] });
  },
  async set(/** @type {object} */ items) {
    Object.assign(areas[name], structuredClone(items));
    for (const one of heard) one(items, name);
  },
});
/** @type {string[]} */
let opened = [];
let installType = "normal";
/** @type {any} */ (globalThis).chrome = {
  management: { getSelf: async () => ({ installType }) },
  runtime: { getURL: (/** @type {string} */ path) => path },
  tabs: { create: async (/** @type {{ url: string }} */ { url }) => void opened.push(url) },
  storage: {
    local: area("local"),
    managed: area("managed"),
    onChanged: { addListener: (/** @type {any} */ one) => heard.add(one), removeListener: (/** @type {any} */ one) => heard.delete(one) },
  },
};
/** @type {(() => void) | undefined} */
let stop;

/** @type {{ [what: string]: (question: any) => any }} */
const answers = {
  names: () => ({ defaults: DEFAULTS, checks: Object.keys(CHECKS) }),
  problems: ({ data }) => problemsOf(data),
  read: ({ text }) => readFile(text),
  write: ({ data }) => writeFile({ ...DEFAULTS, ...data }),
  load: () => settings.load(),
  save: ({ changes }) => settings.save(changes),
  fill: (question) => void (areas = question.areas),
  stored: () => areas,
  listen: () => void (stop = settings.onChanged((loaded) => told.push(loaded.settings))),
  silence: () => void stop?.(),
  change: ({ name, items }) => {
    Object.assign(areas[name], items);
    for (const one of heard) one(items, name);
  },
  told: async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return told.splice(0);
  },
  on: ({ data, platform, now }) => settings.isOn({ ...DEFAULTS, ...data }, platform, now),
  welcome: async (question) => {
    opened = [];
    ({ installType } = question);
    await welcome();
    return opened;
  },
  tomorrow: ({ now }) => settings.tomorrow(now),
};

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  process.stdout.write(`${JSON.stringify({ said: (await answers[question.ask]?.(question)) ?? null })}\n`);
}
