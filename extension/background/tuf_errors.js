/** What can go wrong with an update, in the kinds that a person can act on. Everything else that is thrown is a fault. */

/**
 * @typedef {"unreachable" | "busy" | "gone" | "slow" | "too_much"} Silence
 * @typedef {"expired" | "signature" | "older" | "damaged" | "missing" | "format" | "jump" | "clock" | "root"} Flaw
 */

/** Something that was published, or kept, is not what it should be: it is not used. */
export class BadRepository extends Error {
  /** @param {string} message @param {Flaw} [kind] @param {{ cause?: unknown, values?: { [name: string]: number } }} [more] */
  constructor(message, kind = "damaged", { cause, values = {} } = {}) {
    super(message, { cause });
    this.name = "BadRepository";
    this.kind = kind;
    this.values = values;
  }
}

/** A file could not be had. */
export class Unreachable extends Error {
  /** @param {string} message @param {Silence} kind @param {{ status?: number, retryAfter?: string | null, cause?: unknown }} [more] */
  constructor(message, kind, { status = 0, retryAfter = null, cause } = {}) {
    super(message, { cause });
    this.name = "Unreachable";
    this.kind = kind;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}
