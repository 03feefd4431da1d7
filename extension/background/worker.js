/** The extension's worker: hears its content scripts and the clock, and wires the parts together. */

import { readPackaged } from "./packaged.js";
import { Protection } from "./protect.js";
import { load, onChanged } from "./settings.js";
import { stateOf } from "./state.js";
import { current } from "./update_current.js";
import { firstLook } from "./update_schedule.js";
import { poll } from "./updates.js";

const { alarms, runtime, storage, tabs } = chrome;
const LOOK = "look";
const MINUTE = 60_000;
/** Reading comes in bursts; what was learned is put aside when one is over. */
const REST_MS = 300;

/** @type {Promise<Protection> | undefined} */
let made;
let resting = 0;

/** The protection as it is now; made once for a life of the worker, unless something changes. */
function protection() {
  made ??= make();
  made.catch(() => (made = undefined));
  return made;
}

async function make() {
  const { settings } = await load();
  const [{ options }, memory] = await Promise.all([readPackaged(settings.updates), storage.session.get(null)]);
  return new Protection(await current(options), settings, memory);
}

/** Puts aside what must outlast this worker. */
async function remember() {
  clearTimeout(resting);
  resting = 0;
  await storage.session.set((await protection()).memory()).catch(() => {});
}

/** Rules, registry or settings are others now. */
async function renew() {
  if (made) await remember().catch(() => {});
  made = undefined;
}

/** @type {Record<string, (message: any, sender: chrome.Sender) => Promise<unknown>>} */
const answers = {
  begin: async () => (await protection()).begin(Date.now()),
  ask: async (message) => (await protection()).ask(message, Date.now()),
  read: async (message) => {
    const isLearned = await (await protection()).read(message, Date.now());
    if (isLearned && !resting) resting = setTimeout(() => void remember(), REST_MS);
    return true;
  },
  decided: async ({ granting, outcome }) => {
    (await protection()).decided(granting, outcome, Date.now());
    await remember();
    return true;
  },
  // A frame's warning is shown by its page, which is told, and tells, by way of us.
  show: (message, { tab, frameId }) => toFrame(tab?.id, 0, { ...message, from: frameId }),
  withdraw: (message, { tab }) => toFrame(tab?.id, 0, message),
  shown: (message, { tab }) => toFrame(tab?.id, message.to, message),
};

/** What only the extension's own pages may ask. @type {Record<string, (message: any) => Promise<unknown>>} */
const ownAnswers = {
  state: async ({ url }) => stateOf((await followed()).options, url),
  update: async ({ url }) => {
    await look();
    return stateOf((await followed()).options, url);
  },
};

/** @type {(tab: number | undefined, frameId: number, message: object) => Promise<boolean>} */
async function toFrame(tab, frameId, message) {
  if (tab === undefined) return false;
  const answer = await tabs.sendMessage(tab, message, { frameId }).catch(() => false);
  return answer === true;
}

runtime.onMessage.addListener((message, sender, answer) => {
  if (sender.id !== runtime.id) return false;
  const isOwn = sender.url?.startsWith(runtime.getURL("")) ?? false;
  const known = isOwn ? { ...answers, ...ownAnswers } : answers;
  const reply = Object.hasOwn(known, message?.type) ? known[message.type] : undefined;
  if (!reply) return false;
  reply(message, sender).then(answer, () => answer(null));
  return true;
});

/** What came with the extension, and whom the settings follow. */
const followed = async () => readPackaged((await load()).settings.updates);

/** One look for updates, if anybody is followed, and when the next is due. */
async function look() {
  const { options, follows } = await followed();
  if (!follows) return;
  const { found, delay } = await poll(options);
  if (found.changed) await renew();
  await alarms.create(LOOK, { when: Date.now() + delay });
}

alarms.onAlarm.addListener(({ name }) => void (name === LOOK && look()));

/** Looks for updates after a start, unless a look is due already. */
async function schedule() {
  if (await alarms.get(LOOK)) return;
  await alarms.create(LOOK, { when: Date.now() + Math.max(firstLook(), MINUTE / 2) });
}

runtime.onInstalled.addListener(() => void schedule());
runtime.onStartup.addListener(() => void schedule());
onChanged(() => void renew());
