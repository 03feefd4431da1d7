/** The texts of one language, picked by their place; what a language lacks is taken from Indonesian. */

/** @typedef {{ [key: string]: any }} Layer */

const FALLBACK = "id";

export class Phrases {
  /** @param {{ [language: string]: Layer }} messages @param {string} language */
  constructor(messages, language) {
    this.language = language;
    this.layers = [messages[language] ?? {}, messages[FALLBACK] ?? {}];
  }

  /**
   * The text at a place, its placeholders filled; empty where no language has it.
   *
   * @param {readonly string[]} place
   * @param {{ [name: string]: string }} [values]
   */
  say(place, values) {
    const found = this.layers.map((layer) => at(layer, place)).find((text) => text !== undefined) ?? "";
    return values === undefined ? found : filled(found, values);
  }

  /**
   * The first text among an audience's own and those for any, trying keys in order.
   *
   * @param {string} section
   * @param {string} audience
   * @param {...string} keys
   */
  own(section, audience, ...keys) {
    const places = keys.flatMap((key) => [audience, "any"].map((who) => [section, who, key]));
    return places.map((place) => this.say(place)).find((text) => text !== "") ?? "";
  }

  /** All texts of a flat section, placeholders not filled. @param {string} name @returns {{ [key: string]: string }} */
  section(name) {
    return Object.assign({}, ...this.layers.map((layer) => layer[name] ?? {}).reverse());
  }

  /** The right one of several languages. @param {{ [language: string]: string } | undefined} both */
  pick(both) {
    return both?.[this.language] || both?.[FALLBACK] || "";
  }

  /** A date as people write it. @param {string} date such as 2026-01-31 */
  day(date) {
    const [year = "", month = "", day = ""] = date.split("-");
    const months = this.layers.find((layer) => layer.months !== undefined)?.months ?? [];
    return this.say(["date"], { day: String(Number(day)), month: months[Number(month) - 1] ?? "", year: String(Number(year)) });
  }
}

/** @type {(layer: Layer, place: readonly string[]) => string | undefined} */
function at(layer, place) {
  /** @type {any} */
  let here = layer;
  for (const key of place) here = typeof here === "object" && here !== null && Object.hasOwn(here, key) ? here[key] : undefined;
  return typeof here === "string" ? here : undefined;
}

/**
 * A text with its placeholders filled in one go: a value's own braces, and names without value, stay.
 *
 * @type {(text: string, values: { [name: string]: string }) => string}
 */
export const filled = (text, values) =>
  text.replace(/\{\{|\}\}|\{(\w+)\}/g, (whole, name) => {
    if (name === undefined) return whole[0] ?? "";
    return Object.hasOwn(values, name) ? (values[name] ?? "") : whole;
  });
