/** Windows: when a contest is open in a region. */

/**
 * @typedef {{ region: string, phase: string, opens: string, closes: string, candidates_set: boolean }} WindowSpec
 * @typedef {{ region: string, phase: string, opens: number, closes: number, candidates_set: boolean, contest: string }} Window
 */

export class Calendar {
  /** @param {{ [contest: string]: { windows: WindowSpec[] } }} contests */
  constructor(contests) {
    /** @type {Map<string, Window[]>} */
    this.contests = new Map();
    for (const [contest, { windows }] of Object.entries(contests)) {
      this.contests.set(contest, windows.map((one) => timed(one, contest)));
    }
  }

  /**
   * The window that counts for a region of a contest.
   *
   * @param {string} contest
   * @param {string} region
   * @param {number} moment in ms
   * @returns {Window | undefined}
   */
  window(contest, region, moment) {
    const all = this.contests.get(contest) ?? [];
    const named = plainRegion(region);
    const own = all.filter((one) => one.region === named);
    const those = named === "*" ? all : own.length > 0 ? own : all.filter((one) => one.region === "*");
    return mildest(those.filter((one) => isOpen(one, moment)));
  }

  /** True where one of these contests is open anywhere. @param {Iterable<string>} contests @param {number} moment */
  someOpen(contests, moment) {
    for (const contest of contests) if (this.contests.get(contest)?.some((one) => isOpen(one, moment))) return true;
    return false;
  }
}

/** @type {(spec: WindowSpec, contest: string) => Window} */
const timed = (spec, contest) => ({
  ...spec,
  contest,
  region: plainRegion(spec.region),
  opens: Date.parse(spec.opens),
  closes: Date.parse(spec.closes),
});

/** @type {(window: Window, moment: number) => boolean} */
const isOpen = ({ opens, closes }, moment) => opens <= moment && moment < closes;

/** @type {(windows: Window[]) => Window | undefined} */
function mildest(windows) {
  return windows.sort((one, other) => Number(one.candidates_set) - Number(other.candidates_set) || one.opens - other.opens)[0];
}

/** A region as it is compared. @type {(region: string) => string} */
const plainRegion = (region) => region.trim().replace(/\s+/g, " ").toLowerCase();
