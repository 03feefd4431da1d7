/** The extension's worker: hears its content scripts and the clock, and wires the parts together. */

import { AskWindows } from "./ask_window.js";
import { Faults } from "./faults.js";
import { Guard } from "./guard.js";
import { Led } from "./led.js";
import { readPackaged } from "./packaged.js";
import { Protection } from "./protect.js";
import { Proxies } from "./proxies.js";
import { load, onChanged } from "./settings.js";
import { stateOf } from "./state.js";
import { current } from "./update_current.js";
import { PACE, firstLook } from "./update_schedule.js";
import { welcome } from "./welcome.js";
import { poll } from "./updates.js";

const { alarms, runtime, storage, tabs } = chrome;
const LOOK = "look";
/** What was granted for minutes is over. */
const RELOCK = "relock";
const MINUTE = 60_000;
/** Reading comes in bursts; what was learned is put aside when one is over. */
const REST_MS = 300;

/** @type {Promise<Protection> | undefined} */
let made;
let resting = 0;

const proxies = new Proxies(storage.session, () => void relock());
const guard = new Guard(proxies);
const askWindows = new AskWindows(toFrame);
const led = new Led();
export const faults = new Faults(storage.session);
faults.listen();

/** The protection as it is now; made once for a life of the worker, unless something changes. */
export function protection() {
  made ??= make();
  made.catch(() => (made = undefined));
  return made;
}

async function make() {
  const loaded = load();
  const [{ settings }, { options }, memory] = await Promise.all([loaded, followed(loaded), storage.session.get(null)]);
  // Checking costs more than all the rest of a start; these very rules were checked in this session of the browser.
  const check = (/** @type {any} */ ruleset) => void (ruleset.version !== memory.checked && options.check(ruleset));
  const found = await current({ ...options, check });
  if (found.ruleset.version !== memory.checked) void storage.session.set({ checked: found.ruleset.version }).catch(() => {});
  return new Protection(found, settings, memory);
}

/** Brings what the browser itself blocks up to date. */
async function relock() {
  await guard.keep(await protection()).catch(() => {});
}

/** Puts aside what must outlast this worker. */
async function remember() {
  clearTimeout(resting);
  resting = 0;
  await storage.session.set((await protection()).memory()).catch(() => {});
  void relock();
}

/** Learns from an answer; what was learned is put aside a little later. @param {import("./protect.js").Read} answer */
export async function read(answer) {
  const isLearned = await (await protection()).read(answer, Date.now());
  if (isLearned && !resting) resting = setTimeout(() => void remember(), REST_MS);
}

/** Rules, registry or settings are others now. */
async function renew() {
  if (made) await remember().catch(() => {});
  made = undefined;
  await relock();
}

/** @type {Record<string, (message: any, sender: chrome.Sender) => Promise<unknown>>} */
export const answers = {
  begin: async ({ isSigned }, { origin }) => {
    const one = await protection();
    if (guard.isStale(one)) void relock();
    const { hosts, ...told } = one.begin(Date.now());
    const isDown = told.heads.length > 0 && (await proxies.protects(hosts, origin, isSigned === true));
    return { ...told, isDown };
  },
  ask: async (message, { origin }) => {
    const one = await protection();
    const answer = await one.ask(message, Date.now());
    const from = origin?.startsWith("http") ? origin : message.url;
    const isDown = answer.warning !== undefined && (await proxies.protects(one.engine.hosts, from, false));
    if (isDown || answer.warning === undefined) await guard.pass(one, message);
    return isDown ? {} : answer;
  },
  read: async (message) => {
    await read(message);
    return true;
  },
  decided: async ({ granting, outcome }) => {
    const one = await protection();
    one.decided(granting, outcome, Date.now());
    if (outcome === "proceed") await guard.release(one, granting);
    await remember();
    await alarms.create(RELOCK, { when: Date.now() + one.grants.minutes * MINUTE + MINUTE / 60 });
    return true;
  },
  // A frame's warning is shown by its page, which is told, and tells, by way of us.
  show: (message, { tab, frameId }) => toFrame(tab?.id, 0, { ...message, from: frameId }),
  open: (message, sender) => askWindows.open(message, sender),
  withdraw: async (message, { tab }) => {
    await askWindows.withdraw(message);
    return toFrame(tab?.id, 0, message);
  },
  shown: (message, { tab }) => toFrame(tab?.id, message.to, message),
  fault: () => faults.note(),
};

/** What only the extension's own pages may ask. @type {Record<string, (message: any, sender: chrome.Sender) => Promise<unknown>>} */
const ownAnswers = {
  asked: (message) => askWindows.warning(message),
  answered: (message) => askWindows.answered(message),
  led: async (_, { tab }) => led.take(tab?.id),
  go: async ({ url }, { tab }) => guard.go(url, tab?.id),
  state: async ({ url }) => state(url),
  update: async ({ url }) => {
    await look();
    return state(url);
  },
};

/** @type {(tab: number | undefined, frameId: number, message: object) => Promise<boolean>} */
async function toFrame(tab, frameId, message) {
  if (tab === undefined) return false;
  const answer = await tabs.sendMessage(tab, message, { frameId }).catch(() => false);
  return answer === true;
}

/** A failure of ours holds nothing up. Whoever asks again is counted when that fails as well. @param {{ type: string, isLast?: boolean }} message */
async function failed({ type, isLast }) {
  if (type === "ask" && !isLast) return;
  void faults.note();
  if (type === "ask") await guard.open().catch(() => {});
}

runtime.onMessage.addListener((message, sender, answer) => {
  if (sender.id !== runtime.id) return false;
  const isOwn = sender.url?.startsWith(runtime.getURL("")) ?? false;
  const known = isOwn ? { ...answers, ...ownAnswers } : answers;
  const reply = Object.hasOwn(known, message?.type) ? known[message.type] : undefined;
  if (!reply) return false;
  reply(message, sender).then(answer, () => failed(message).finally(() => answer(null)));
  return true;
});

/** What came with the extension, and whom the settings follow. */
const followed = (loaded = load()) => readPackaged(loaded.then(({ settings }) => settings.updates));

/** @param {string | undefined} url */
async function state(url) {
  const { status } = await storage.session.get(["status"]);
  return { ...(await stateOf((await followed()).options, url, status)), faults: await faults.today() };
}

/** One look for updates, if anybody is followed, and when the next is due. */
async function look() {
  const { options, follows } = await followed();
  if (!follows) return;
  // Whatever becomes of this look, there is a next one.
  await alarms.create(LOOK, { when: Date.now() + PACE.interval });
  const { found, status, delay } = await poll(options);
  await storage.session.set({ status });
  if (found.changed) await renew();
  await alarms.create(LOOK, { when: Date.now() + delay });
}

alarms.onAlarm.addListener(({ name }) => {
  if (name === LOOK) void look();
  if (name === RELOCK) void relock();
});

/** Looks for updates after a start, unless a look is due already. */
async function schedule() {
  if (await alarms.get(LOOK)) return;
  await alarms.create(LOOK, { when: Date.now() + Math.max(firstLook(), MINUTE / 2) });
}

runtime.onInstalled.addListener(({ reason }) => {
  void schedule();
  if (reason === "install") void welcome();
});
// Links are led away by rules of the browser; elsewhere the gate asks.
if (guard.rules) {
  const urls = runtime.getManifest().host_permissions;
  chrome.webRequest.onBeforeRequest.addListener((details) => led.note(details), { urls, types: ["main_frame"] });
}
runtime.onStartup.addListener(() => void schedule());
onChanged(() => void renew());
