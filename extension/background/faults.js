/**
 * Our own failures harm nobody: the request goes, and the failure is counted. How many there were today is all that is
 * kept of them: not where, of what, or on which page; in memory, until the browser ends.
 */

/** @typedef {{ get: (names: string[]) => Promise<{ [name: string]: any }>, set: (items: { [name: string]: unknown }) => Promise<void> }} Area */

const ITEM = "faults";

export class Faults {
  /** @param {Area} session @param {() => Date} [clock] */
  constructor(session, clock = () => new Date()) {
    this.session = session;
    this.clock = clock;
    /** One after the other, to be counted. @type {Promise<unknown>} */
    this.turn = Promise.resolve();
  }

  /** Counts one. It fails in silence: there is nobody left to tell. */
  note() {
    this.turn = this.turn.then(async () => this.session.set({ [ITEM]: { day: this.#day(), count: (await this.today()) + 1 } })).catch(() => {});
    return this.turn;
  }

  /** How many there were today. @returns {Promise<number>} */
  async today() {
    const { [ITEM]: kept } = await this.session.get([ITEM]);
    return kept?.day === this.#day() ? kept.count : 0;
  }

  /** Counts what nobody else catches. @param {Pick<EventTarget, "addEventListener">} [world] */
  listen(world = globalThis) {
    for (const type of ["error", "unhandledrejection"]) world.addEventListener(type, () => void this.note());
  }

  /** The day where this browser is. */
  #day() {
    const now = this.clock();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].join("-");
  }
}
