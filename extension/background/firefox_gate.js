/**
 * Firefox waits with a request until a promise of ours is settled: the gate of the whole browser, workers and links among it.
 *
 * A request is released as it is, or ends as one does whose network failed; nothing of it is ever changed.
 */

import { askPerson, watchFrame } from "./firefox_ask.js";
import { base64, bodyOf, headersOf } from "./firefox_body.js";
import { mayAct, sight } from "./firefox_look.js";
import { covers } from "./grants.js";
import { answers, faults } from "./worker.js";

/**
 * @typedef {import("./firefox_ask.js").Question} Question
 * @typedef {import("./firefox_look.js").Sight} Sight
 * @typedef {import("./grants.js").Granting} Granting
 * @typedef {"proceed" | "cancel" | "expired" | "closed" | "granted"} Decided granted: the same was let go meanwhile
 * @typedef {{ key: string, granting: Granting, warning: object, question: Question, requests: Set<string>, decided: Promise<Decided>,
 *   settle: (decided: Decided) => void, isSent: boolean, timer?: ReturnType<typeof setTimeout> }} Hold
 */

const { runtime } = browser;
/** An event page that does nothing for half a minute is ended, whatever waits for it. */
const AWAKE_MS = 1_000;
const LATE_MS = 5_000;
/** What Firefox says of a request that its page has given up. */
const GIVEN_UP = "NS_BINDING_ABORTED";

/** What requests carry, from when that is told until their headers are. @type {Map<string, browser.Body>} */
const bodies = new Map();
/** Requests that were let go, for one that is redirected comes again. @type {Map<string, { key: string, hold: Hold }>} */
const released = new Map();
/** @type {Map<string, Hold>} */
const holds = new Map();
let beat = 0;

/** @param {browser.Details} details */
export function onBody({ requestId, requestBody }) {
  if (requestBody) bodies.set(requestId, requestBody);
}

/** What becomes of a request: nothing at all, unless it may be an action. @type {(details: browser.Details) => browser.Blocking | Promise<browser.Blocking> | undefined} */
export function onRequest(details) {
  try {
    const seen = sight();
    const judging = "then" in seen ? seen.then((known) => judged(known, details) ?? {}) : judged(seen, details);
    return judging && "then" in judging ? judging.catch(() => letGo(details)) : judging;
  } catch {
    return letGo(details);
  }
}

/** @param {browser.Details} details */
export function onEnd(details) {
  const { requestId } = details;
  bodies.delete(requestId);
  const gone = released.get(requestId);
  released.delete(requestId);
  if (gone) over(gone.hold, details);
  else leave(requestId);
}

/** @param {string} requestId */
function leave(requestId) {
  for (const hold of holds.values()) {
    if (hold.requests.delete(requestId) && hold.requests.size === 0) withdraw(hold, "closed", "aborted");
  }
}

/** Firefox tells what was given up while it was held only now: whoever let it go hears that nothing was sent. @type {(hold: Hold, details: browser.Details) => void} */
function over(hold, { requestId, error, ip }) {
  hold.requests.delete(requestId);
  if (error !== GIVEN_UP || ip) hold.isSent = true;
  if (hold.requests.size === 0 && !hold.isSent) hold.question.say("aborted");
}

/** What a failure of ours meets goes, and is counted. @type {(details: browser.Details) => browser.Blocking} */
function letGo({ requestId }) {
  void faults.note();
  bodies.delete(requestId);
  return {};
}

/** @type {(seen: Sight, details: browser.Details) => browser.Blocking | Promise<browser.Blocking> | undefined} */
function judged(seen, details) {
  const { requestId, method, url, requestHeaders = [] } = details;
  const told = bodies.get(requestId);
  bodies.delete(requestId);
  if (!mayAct(seen, method, url, headersOf(requestHeaders))) return undefined;
  const body = bodyOf(told);
  if (!body) return undefined;
  const asked = { method, url, headers: headersOf(requestHeaders, body.type), body: base64(body.bytes) };
  const key = `${method} ${url} ${asked.body}`;
  return released.get(requestId)?.key === key ? undefined : decision(key, asked, details);
}

/** @type {(key: string, asked: import("./protect.js").Asked, details: browser.Details) => Promise<browser.Blocking>} */
async function decision(key, asked, details) {
  const { documentUrl, originUrl = documentUrl } = details;
  const told = await answers.ask?.(asked, originUrl ? { origin: new URL(originUrl).origin } : {});
  const { granting, warning } = /** @type {{ granting?: Granting, warning?: object }} */ (told);
  if (!warning || !granting) return {};
  const hold = held(granting.reminder ? "reminder" : key, warning, granting, details);
  hold.requests.add(details.requestId);
  const unwatch = watchFrame(details, () => leave(details.requestId));
  const decided = await hold.decided;
  unwatch();
  if ((decided !== "proceed" && decided !== "granted") || granting.again) return { cancel: true };
  released.set(details.requestId, { key, hold });
  return {};
}

/** The hold of a request; the same request made again waits for the same decision. @type {(key: string, warning: object, granting: Granting, details: browser.Details) => Hold} */
function held(key, warning, granting, details) {
  const same = holds.get(key);
  if (same) return same;
  const question = askPerson(warning, details);
  /** @type {(decided: Decided) => void} */
  let settle = () => {};
  const decided = new Promise((/** @type {(decided: Decided) => void} */ done) => (settle = done));
  /** @type {Hold} */
  const hold = { key, granting, warning, question, requests: new Set(), decided, settle, isSent: false };
  holds.set(key, hold);
  if (!beat) beat = setInterval(() => void runtime.getPlatformInfo(), AWAKE_MS);
  // The page minds the time, unless it stands still itself.
  hold.timer = setTimeout(() => withdraw(hold, "expired", ""), /** @type {{ seconds: number }} */ (warning).seconds * 1000 + LATE_MS);
  // Where nobody could be asked nothing is sent.
  void question.outcome.catch(() => (void faults.note(), /** @type {const} */ ("closed"))).then((outcome) => answered(hold, outcome));
  return hold;
}

/** @type {(hold: Hold, outcome: Decided) => Promise<void>} */
async function answered(hold, outcome) {
  if (!end(hold)) return;
  const { granting } = hold;
  if (outcome === "proceed" || (outcome === "cancel" && granting.reminder)) {
    await answers.decided?.({ granting, outcome }, {}).catch(() => {});
  }
  if (outcome === "proceed") {
    if (granting.again) hold.question.say("again");
    for (const other of [...holds.values()]) if (covers(granting, other.granting)) withdraw(other, "granted", "");
  }
  hold.settle(outcome);
}

/** @type {(hold: Hold, decided: Decided, reason: string) => void} */
function withdraw(hold, decided, reason) {
  if (!end(hold)) return;
  hold.question.withdraw(reason);
  hold.settle(decided);
}

/** @type {(hold: Hold) => boolean} */
function end(hold) {
  if (holds.get(hold.key) !== hold) return false;
  holds.delete(hold.key);
  clearTimeout(hold.timer);
  if (holds.size === 0) {
    clearInterval(beat);
    beat = 0;
  }
  return true;
}
