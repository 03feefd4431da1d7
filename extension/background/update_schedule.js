/** When to look next, so that many browsers never come at once and a server in trouble gets rest. */

const MINUTE = 60_000;

/** Milliseconds, and factors by which they vary. */
export const PACE = Object.freeze({
  first: MINUTE,
  interval: 30 * MINUTE,
  retry: 2 * MINUTE,
  busiest: 240 * MINUTE,
  longestWait: 1440 * MINUTE,
  least: 0.75,
  most: 1.25,
});

const UNANSWERED = Object.freeze(["unreachable", "slow", "disk"]);

/** After the start, somewhere in the first minute. @type {(random?: () => number) => number} */
export const firstLook = (random = Math.random) => PACE.first * random();

/**
 * After a look: the ordinary interval; soon after silence; later after a server that is too busy. What a server asks for is
 * heeded, up to a day, and never shortened by chance.
 *
 * @param {number} failures looks in a row that nobody answered, before this one
 * @param {{ kinds: readonly string[], retryAfter: string | null, now: number }} found how this look ended
 * @param {() => number} [random]
 * @returns {{ failures: number, delay: number }}
 */
export function nextLook(failures, { kinds, retryAfter, now }, random = Math.random) {
  const spread = PACE.least + (PACE.most - PACE.least) * random();
  const isBusy = kinds.includes("busy");
  if (!isBusy && !kinds.some((kind) => UNANSWERED.includes(kind))) return { failures: 0, delay: PACE.interval * spread };
  const doubled = 2 ** Math.min(failures, 16);
  const pause = isBusy ? Math.min(PACE.interval * doubled, PACE.busiest) : Math.min(PACE.retry * doubled, PACE.interval);
  const asked = retryAfter === null ? undefined : waitAsked(retryAfter, now);
  const delay = asked === undefined ? pause * spread : Math.max(asked * (1 + (PACE.most - 1) * random()), PACE.retry);
  return { failures: failures + 1, delay };
}

/** What `Retry-After` asks for, in seconds or as a date. @type {(text: string, now: number) => number | undefined} */
function waitAsked(text, now) {
  const wait = /^\s*\d+\s*$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), PACE.longestWait);
}
