/** Path templates: `/p/{id}`, `/@{handle}`, `/files/{rest...}`. */

import { unpercent } from "./characters.js";

/**
 * @typedef {{ before: string, name: string | undefined, after: string }} Segment
 * @typedef {{ [name: string]: string }} Parts
 */

const NAMED = /^([^{]*)\{([a-z_]+)(\.\.\.)?\}(.*)$/s;

export class Template {
  /** @param {string} text */
  constructor(text) {
    /** @type {Segment[]} */
    this.segments = [];
    this.rest = false;
    for (const written of segmentsOf(text)) {
      const [, before = written, name, rest, after = ""] = NAMED.exec(written) ?? [];
      this.segments.push({ before, name, after });
      this.rest ||= rest !== undefined;
    }
    this.names = this.segments.flatMap((one) => one.name ?? []);
    const head = this.segments[0]?.name === undefined ? (this.segments[0]?.before ?? "") : "";
    /** What templates are looked up by: the path itself, or its first segment, where it has no name, and how many there are. */
    this.key = this.names.length === 0 ? `/${segmentsOf(text).join("/")}` : `${head} ${this.rest ? "*" : this.segments.length}`;
    this.rank = this.names.length === 0 ? 0 : 1 + (this.rest ? 2 : 0) + (this.segments[0]?.name === undefined ? 0 : 1);
  }

  /**
   * The named parts of a path that fits, percent-decoded.
   *
   * @param {readonly string[]} path
   * @returns {Parts | undefined}
   */
  match(path) {
    const { segments, rest } = this;
    if (rest ? path.length < segments.length : path.length !== segments.length) return undefined;
    /** @type {Parts} */
    const parts = {};
    for (let at = 0; at < segments.length; at++) {
      const { before, name, after } = /** @type {Segment} */ (segments[at]);
      const last = rest && at === segments.length - 1;
      const text = last ? path.slice(at).join("/") : /** @type {string} */ (path[at]);
      if (name === undefined) {
        if (text !== before) return undefined;
      } else {
        if (text.length <= before.length + after.length) return undefined;
        if (!text.startsWith(before) || !text.endsWith(after)) return undefined;
        parts[name] = unpercent(text.slice(before.length, text.length - after.length));
      }
    }
    return parts;
  }
}

/** A path in its segments; one slash at its end doesn't matter. @type {(path: string) => string[]} */
export function segmentsOf(path) {
  const whole = path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
  return whole.split("/").slice(1);
}

/** Templates in the order in which they are tried. @type {(texts: string | readonly string[]) => Template[]} */
export function ranked(texts) {
  const all = (typeof texts === "string" ? [texts] : texts).map((text) => new Template(text));
  return all.sort((one, other) => one.rank - other.rank);
}
