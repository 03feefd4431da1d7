/** The settings of this browser: what is shipped, then what its person chose, then what the policy of an agency sets. */

import { CHECKS, DEFAULTS, completed, contradictions, isMapping, problemsOf } from "./settings_fields.js";

/**
 * @typedef {import("./settings_fields.js").Settings} Settings
 * @typedef {import("./settings_fields.js").Problem} Problem
 * @typedef {object} Loaded
 * @property {Settings} settings
 * @property {string[]} locked what a person can't change: all that the policy sets, and what it names in `locked`
 * @property {Problem[]} problems what the policy or the storage says wrong; it is left out
 */

const ITEM = "settings";
const LOCK = "jari-netral settings";
const LOCKED = "locked";
/** A pause ends tomorrow; one that would last longer comes from a clock that was wrong. */
const LONGEST_PAUSE = 2 * 86_400_000;

/** @type {() => any} */
const storage = () => /** @type {any} */ (globalThis).chrome.storage;

/** @type {() => Promise<Loaded>} */
export async function load() {
  const [chosen, policy] = await Promise.all([read("local", ITEM), read("managed", null)]);
  return merged(isMapping(chosen[ITEM]) ? chosen[ITEM] : {}, policy);
}

/** A browser without a policy has no such storage, or an empty one. @type {(area: string, what: string | null) => Promise<{ [name: string]: any }>} */
async function read(area, what) {
  try {
    return (await storage()[area].get(what)) ?? {};
  } catch {
    return {};
  }
}

/**
 * The settings that hold, of what a person chose and what a policy says.
 *
 * @param {{ [name: string]: any }} chosen
 * @param {{ [name: string]: any }} policy
 * @returns {Loaded}
 */
export function merged(chosen, policy) {
  const { [LOCKED]: named = [], ...set } = policy;
  const names = Array.isArray(named) ? named.filter((name) => Object.hasOwn(CHECKS, name)) : [];
  const ruled = right(set);
  const own = right(chosen);
  const locked = [...new Set([...Object.keys(ruled.values), ...names])].sort();
  const free = Object.entries(own.values).filter(([name]) => !locked.includes(name));
  /** @type {Settings} */
  const settings = { ...DEFAULTS, ...Object.fromEntries(free), ...ruled.values };
  const problems = [...ruled.problems, ...own.problems, ...contradictions(settings)];
  settings.delay_seconds = Math.min(settings.delay_seconds, settings.hold_seconds - 1);
  return { settings, locked, problems };
}

/** The settings among some data that are right, and what is wrong with the others. @type {(data: { [name: string]: any }) => { values: Partial<Settings>, problems: Problem[] }} */
function right(data) {
  /** @type {{ [name: string]: any }} */
  const values = {};
  /** @type {Problem[]} */
  const problems = [];
  for (const [name, value] of Object.entries(data)) {
    const found = problemsOf({ [name]: value });
    if (found.length === 0) values[name] = value;
    problems.push(...found);
  }
  return { values: completed(values), problems };
}

/** Tells of every change, by the person or the policy, with what holds then; gives what ends it. @type {(listener: (loaded: Loaded) => void) => () => void} */
export function onChanged(listener) {
  /** @type {(changes: { [name: string]: unknown }, area: string) => void} */
  const hear = (changes, area) => {
    if (area === "managed" || (area === "local" && Object.hasOwn(changes, ITEM))) void load().then(listener);
  };
  storage().onChanged.addListener(hear);
  return () => storage().onChanged.removeListener(hear);
}

/** Keeps what a person chose; all of it, or nothing where something is wrong or locked. @type {(changes: Partial<Settings>) => Promise<Problem[]>} */
export const save = async (changes) =>
  navigator.locks.request(LOCK, async () => {
    const { settings, locked } = await load();
    const fixed = Object.keys(changes).filter((name) => locked.includes(name));
    /** @type {Problem[]} */
    const problems = [
      ...fixed.map((field) => ({ field, kind: "locked", values: {} })),
      ...problemsOf(/** @type {{ [name: string]: any }} */ (changes)),
    ];
    if (problems.length === 0) problems.push(...contradictions({ ...settings, ...changes }));
    if (problems.length > 0) return problems;
    const { [ITEM]: before } = await read("local", ITEM);
    await storage().local.set({ [ITEM]: { ...(isMapping(before) ? before : {}), ...changes } });
    return [];
  });

/** Whether nobody is asked for now. @type {(settings: Settings, now?: number) => boolean} */
export const isPaused = ({ paused_until }, now = Date.now()) =>
  now < paused_until && paused_until - now < LONGEST_PAUSE;

/** Whether people are asked on this platform. @type {(settings: Settings, platform: string, now?: number) => boolean} */
export const isOn = (settings, platform, now = Date.now()) => !isPaused(settings, now) && !settings.platforms_off.includes(platform);

/** When tomorrow begins where this browser is. @type {(now?: number) => number} */
export function tomorrow(now = Date.now()) {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime();
}
