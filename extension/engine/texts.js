/**
 * The warning as data: what the dialog shows for a verdict, in the agency's language. No text is made here; all are picked.
 */

import { Phrases, filled } from "./phrases.js";

/**
 * @typedef {import("./verdict.js").Verdict} Verdict
 * @typedef {import("./verdict.js").Hit} Hit
 * @typedef {import("./match.js").Action} Action
 *
 * What an agency says of itself.
 * @typedef {object} Agency
 * @property {string} audience
 * @property {string} language
 * @property {string} agency
 * @property {string} contact
 * @property {{ number: string, date: string, link: string }[]} circulars
 * @property {number} hold_seconds
 * @property {number} delay_seconds
 *
 * @typedef {{ heading: string, text: string, source: string, link: string, unchecked: boolean }} Detail
 */

/** An agency that says nothing. @type {Agency} */
export const NOBODY = Object.freeze({
  audience: "asn",
  language: "id",
  agency: "",
  contact: "",
  circulars: [],
  hold_seconds: 30,
  delay_seconds: 3,
});

const JAKARTA = 7 * 3600 * 1000;
const EVERYWHERE = "*";

/**
 * The warning for a verdict that is no pass.
 *
 * @type {(ruleset: any, verdict: Verdict, action: Action, agency: Agency, moment: number) => { [key: string]: unknown }}
 */
export function compose(ruleset, verdict, action, agency, moment) {
  const say = new Phrases(ruleset.messages, agency.language);
  const [hit] = verdict.hits;
  const tone = toneOf(verdict, action);
  const law = lawOf(ruleset.regulations, verdict, action, agency.audience, moment);
  return {
    lang: agency.language,
    level: verdict.level,
    kind: action.kind,
    heading: say.say(["heading", ["follow", "advice", "reminder"].includes(tone) ? tone : "warn"]),
    doing: doing(say, verdict, action),
    account: hit === undefined ? null : account(say, hit, ruleset),
    others: Math.max(verdict.hits.length - 1, 0),
    rule: rule(say, hit, action, agency.audience, tone),
    cost: law.sanctions.length > 0 ? say.pick(law.sanctions[0].text) : say.own("cost", agency.audience, tone, "default"),
    allowed: say.own("allowed", agency.audience, tone, "default"),
    assurance: say.say(["assurance"]),
    circulars: agency.circulars.map((one) => circular(say, one)),
    details: [...legalDetails(say, law), ...otherDetails(say, hit, agency)],
    agency: agency.agency,
    contact: agency.contact,
    delay: agency.delay_seconds,
    seconds: agency.hold_seconds,
    ui: say.section("ui"),
    page: say.section("page"),
    notice: say.section("notice"),
  };
}

/**
 * Which way of speaking a verdict calls for: its reason's, else its kind's where that has one.
 *
 * @type {(verdict: Verdict, action: Action) => string}
 */
function toneOf({ reason }, { kind }) {
  if (reason === "advice" || reason === "reminder") return reason;
  return kind === "follow" || kind === "vote" ? kind : "default";
}

/** Whether the candidates are set; empty where no account is. @type {(hit: Hit | undefined) => string} */
const phaseOf = (hit) => (hit === undefined ? "" : hit.window.candidates_set ? "after" : "before");

/**
 * What the person is about to do, by kind and role.
 *
 * @type {(say: Phrases, verdict: Verdict, action: Action) => string}
 */
function doing(say, { reason, hits, hashtags }, { kind }) {
  const [hit] = hits;
  if (reason === "reminder") return say.say(["doing", "reminder"]);
  if (hit === undefined) {
    const tags = hashtags.slice(0, 3).map((tag) => `#${tag}`);
    return say.say(["doing", kind, "hashtag"], { tags: tags.join(" ") });
  }
  return say.say(["doing", kind, hit.role]) || say.say(["doing", kind, "default"]);
}

/**
 * The rule in one sentence.
 *
 * @type {(say: Phrases, hit: Hit | undefined, action: Action, audience: string, tone: string) => string}
 */
function rule(say, hit, { kind }, audience, tone) {
  const text = say.own("rule", audience, tone, hit === undefined ? "before" : phaseOf(hit));
  return filled(text, { act: say.say(["act", kind]) });
}

/** The account's card. @type {(say: Phrases, hit: Hit, ruleset: any) => { [key: string]: string }} */
function account(say, { row }, ruleset) {
  const platform = ruleset.platforms.find((/** @type {any} */ one) => one.platform === row.platform);
  return {
    name: row.display_name,
    handle: row.handle === "" ? "" : `@${row.handle}`,
    platform: platform?.name ?? row.platform,
    participant: row.participant,
    contest: say.pick(ruleset.contests[row.contest]?.name) || row.contest,
    region: row.region === EVERYWHERE ? say.say(["everywhere"]) : row.region,
    source: sourceOf(say, row.source_class),
  };
}

/** Who says that an account is a campaign's. @type {(say: Phrases, source: string) => string} */
const sourceOf = (say, source) => say.say([source.replaceAll("-", "_")]);

/**
 * The legal bases, the sanction (one or none) and the supervising bodies on the day it is in Jakarta.
 *
 * @type {(regulations: any, verdict: Verdict, action: Action, audience: string, moment: number) => { bases: any[], sanctions: any[], bodies: any[] }}
 */
function lawOf(regulations, verdict, action, audience, moment) {
  const today = new Date(moment + JAKARTA).toISOString().slice(0, 10);
  const { kind } = action;
  const phase = phaseOf(verdict.hits[0]);
  /** @type {(rows: any[]) => any[]} */
  const inForce = (rows) => rows.filter((row) => row.valid_from <= today && today <= (row.valid_until ?? "9999-12-31"));
  const own = regulations.audiences[audience] ?? { bases: [], sanctions: [] };
  const fitting = inForce(own.sanctions).filter((row) => row.phase === phase);
  const newest = fitting.sort((one, other) => (one.valid_from < other.valid_from ? -1 : Number(one.valid_from > other.valid_from)));
  return {
    bases: inForce(own.bases).filter((row) => (row.kinds ?? [kind]).includes(kind) && (row.phases ?? [phase]).includes(phase)),
    sanctions: toneOf(verdict, action) === "default" ? newest.slice(-1) : [],
    bodies: inForce(regulations.bodies).filter((row) => row.audiences.includes(audience)),
  };
}

/**
 * The law, what it can lead to and who supervises, each with its source.
 *
 * @type {(say: Phrases, law: { bases: any[], sanctions: any[], bodies: any[] }) => Detail[]}
 */
function legalDetails(say, { bases, sanctions, bodies }) {
  /** @type {(heading: string, text: any, row: any) => Detail} */
  const detail = (heading, text, row) => ({
    heading,
    text: say.pick(text),
    source: say.pick(row.source),
    link: row.link ?? "",
    unchecked: row.unchecked,
  });
  return [
    ...bases.map((row) => detail(row.citation, row.says, row)),
    ...sanctions.map((row) => detail(say.say(["details", "effect"]), row.text, row)),
    ...bodies.map((row) => detail(say.say(["details", "body"], { name: say.pick(row.name) }), row.does, row)),
  ];
}

/**
 * Why this account, that the list is not complete, and what becomes of the choice.
 *
 * @type {(say: Phrases, hit: Hit | undefined, agency: Agency) => Detail[]}
 */
function otherDetails(say, hit, { contact }) {
  const notes = ["list", "privacy"].map((key) => [say.say(["details", `${key}_heading`]), say.say(["details", `${key}_text`])]);
  if (hit !== undefined) {
    const { source_class, source, source_date } = hit.row;
    const values = { source_class: sourceOf(say, source_class), source, date: say.day(source_date) };
    const removal = contact === "" ? say.say(["details", "removal"]) : say.say(["details", "removal_contact"], { contact });
    notes.unshift([say.say(["details", "account_heading"]), `${say.say(["details", "account_text"], values)} ${removal}`]);
  }
  return notes.map(([heading = "", text = ""]) => ({ heading, text, source: "", link: "", unchecked: false }));
}

/**
 * A circular's line; only web links are links.
 *
 * @type {(say: Phrases, one: { number: string, date: string, link: string }) => { text: string, link: string }}
 */
function circular(say, { number, date, link }) {
  const text = say.say([date === "" ? "circular_undated" : "circular"], { number, date });
  return { text, link: /^https?:\/\//i.test(link) ? link : "" };
}
