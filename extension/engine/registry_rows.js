/** Rows of a registry as lines of JSON: what they have to be, and what they say. */

import { bare } from "./accounts.js";
import { BOUNDS } from "./bounds.js";
import { longer } from "./characters.js";
import { BadRegistryFile, MOST } from "./registry_wire.js";

/**
 * @typedef {import("./registry.js").Row} Row
 * @typedef {import("./registry.js").Hashtag} Hashtag
 */

const CLASSES = Object.freeze(["kpu-registered", "agency-curated"]);
const COLUMNS = Object.freeze({ row: 5, shared: 7 });
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Lines as texts, of a block in which each has its end. @type {(block: Uint8Array) => string[]} */
export function textsOf(block) {
  try {
    return strict.decode(block).split("\n").slice(0, -1);
  } catch {
    throw new BadRegistryFile("a line is not UTF-8");
  }
}

/** True for the line of a row that is gone. @type {(line: string) => boolean} */
export const isEmpty = (line) => /^ *$/.test(line);

/** True for the line of an account that was checked before: its first column is a number. @type {(line: Uint8Array) => boolean} */
export const isAccount = (line) => line[0] === 0x5b && line[1] !== 0x22;

/** Throws where a line is no row; `has` knows which shared rows are there. @type {(line: string, has: (number: number) => boolean) => void} */
export function checkRow(line, has) {
  if (isEmpty(line)) return;
  const row = parsed(line, COLUMNS.row, 1);
  const [first] = row ?? [];
  const points = typeof first === "number" ? Number.isSafeInteger(first) && has(first) : typeof first === "string" && first.startsWith("#");
  const names = row === undefined ? [] : namesOf(row);
  if (!points || names.length === 0 || names.some((name) => longer(name, BOUNDS.MAX_ID))) throw new BadRegistryFile("a line is no row");
}

/** Throws where a line is no shared row. @type {(line: string) => void} */
export function checkShared(line) {
  if (line === "") return;
  const row = parsed(line, COLUMNS.shared, 0);
  if (row === undefined || !CLASSES.includes(row[3]) || !isDay(row[5])) throw new BadRegistryFile("a line is no shared row");
}

/** What a row says, with what it shares; undefined where that is not there. @type {(line: string, shared: (number: number) => Promise<string | undefined>) => Promise<Row | Hashtag | undefined>} */
export async function readRow(line, shared) {
  const row = parsed(line, COLUMNS.row, 1);
  if (row === undefined) return undefined;
  const [first, second, third, fourth, fifth] = row;
  if (typeof first === "string") return { tag: plainTag(first.slice(1)), participant: second, contest: third, region: fourth, source: fifth };
  const common = parsed((await shared(first)) ?? "", COLUMNS.shared, 0);
  if (common === undefined) return undefined;
  const [participant, contest, region, source_class, source, source_date, reviewer] = common;
  const account = { platform: second, handle: fourth, account_id: third, display_name: fifth };
  return { ...account, participant, contest, region, source_class, source, source_date, reviewer };
}

/** The names of a row, normalised. @type {(row: readonly any[]) => string[]} */
const namesOf = (row) => (typeof row[0] === "string" ? [plainTag(row[0].slice(1))] : [row[2], bare(row[3].trim())]).filter((name) => name !== "");

/** A hashtag as it is compared. @type {(tag: string) => string} */
const plainTag = (tag) => tag.trim().replace(/^[#\uff03]+/, "").toLowerCase();

/** A day that there is. @type {(text: string) => boolean} */
const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

/** A list of so many columns, texts from one on; undefined for anything else. @type {(line: string, length: number, from: number) => any[] | undefined} */
function parsed(line, length, from) {
  if (line.length > MOST.line) return undefined;
  try {
    const row = JSON.parse(line);
    const fits = Array.isArray(row) && row.length === length && row.slice(from).every((item) => typeof item === "string");
    return fits ? row : undefined;
  } catch {
    return undefined;
  }
}
