/** The short memory of "proceed": who said yes need not say it twice. Nothing of it is written to a disk. */

/**
 * @typedef {import("../engine/match.js").Action} Action
 * @typedef {import("../engine/verdict.js").Verdict} Verdict
 *
 * What a "proceed" would grant: `subjects` and `kind` for minutes, `act` a single time where the tap must be made again.
 * @typedef {{ subjects: string[], kind: string, act: string, reminder: boolean, again: boolean }} Granting
 */

const MINUTE = 60_000;
const MOST = 1_000;
/** How long a tap that could not be released may take to be made again. */
const SECOND_TAP = 2 * MINUTE;
const ONCE = "once ";
const REMINDER = "reminder";

/** @type {(verdict: Verdict, action: Action) => Granting} */
export const grantingOf = (verdict, action) => ({
  subjects: subjectsOf(verdict, action),
  kind: action.kind,
  act: actOf(action),
  reminder: verdict.reason === "reminder",
  again: action.release === "again",
});

/** The registered accounts that are touched, or else the hashtags, or the reason itself. @type {(verdict: Verdict, action: Action) => string[]} */
function subjectsOf({ hits, hashtags, reason }, { platform }) {
  if (hits.length > 0) {
    return hits.map(({ row }) => `${row.platform}:${row.account_id || `@${row.handle.toLowerCase()}`}`);
  }
  return hashtags.length > 0 ? hashtags.map((tag) => `#${tag}`) : [`${platform}:${reason}`];
}

/** One name for the same tap made again: sites sign, number and time their requests anew each time. @type {(action: Action) => string} */
export function actOf({ platform, kind, items, accounts, rule }) {
  const named = [...items.map(({ of, id }) => `${of}=${id}`), ...accounts.map(({ id, handle }) => id || `@${handle}`)].sort();
  return [platform, kind, ...(named.length > 0 ? named : [rule])].join("\n");
}

/** Whether what was granted covers something else: nobody is asked twice. @type {(granted: Granting, other: Granting) => boolean} */
export const covers = (granted, other) =>
  !other.again && !other.reminder && granted.kind === other.kind && other.subjects.every((one) => granted.subjects.includes(one));

export class Grants {
  /** @param {number} minutes how long a "proceed" is remembered; 0 asks every time @param {[string, number][]} [until] what was granted, and until when */
  constructor(minutes, until = []) {
    this.minutes = minutes;
    this.until = new Map(until.filter(([key]) => minutes > 0 || key === REMINDER || key.startsWith(ONCE)));
  }

  /** What is remembered, as JSON has it. */
  memory() {
    return [...this.until];
  }

  /** Whether nobody need be asked (again); a single grant is used up. @param {Granting} asked @param {number} now */
  settled({ subjects, kind, act, reminder }, now) {
    if (reminder) return this.until.has(REMINDER);
    const once = ONCE + act;
    const isOnce = this.#valid(once, now);
    this.until.delete(once);
    return isOnce || this.covered({ subjects, kind }, now);
  }

  /** Whether what was granted for minutes covers this; nothing is used up. @param {Pick<Granting, "subjects" | "kind">} asked @param {number} now */
  covered({ subjects, kind }, now) {
    return subjects.length > 0 && subjects.every((one) => this.#valid(`${kind} ${one}`, now));
  }

  /** Keeps what a person decided. @param {Granting} granting @param {"proceed" | "cancel"} outcome @param {number} now */
  keep({ subjects, kind, act, reminder, again }, outcome, now) {
    const until = now + this.minutes * MINUTE;
    if (reminder) this.#put(REMINDER, Number.MAX_SAFE_INTEGER);
    else if (outcome === "proceed") {
      if (until > now) for (const one of subjects) this.#put(`${kind} ${one}`, until);
      if (again) this.#put(ONCE + act, now + SECOND_TAP);
    }
  }

  /** @param {string} key @param {number} until */
  #put(key, until) {
    this.until.delete(key);
    this.until.set(key, until);
    for (const [oldest] of this.until) {
      if (this.until.size <= MOST) return;
      this.until.delete(oldest);
    }
  }

  /** @param {string} key @param {number} now */
  #valid(key, now) {
    return (this.until.get(key) ?? 0) > now;
  }
}
