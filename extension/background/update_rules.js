/** A published ruleset: unpacked within bounds, of a format this version knows, and fit to build an engine. */

import { unpackedWhole } from "../engine/registry_wire.js";
import { BadRepository } from "./tuf_errors.js";

/** @typedef {import("./tuf.js").Updater} Updater */

const FORMAT = 1;
/** With this byte begins what is packed, and no JSON. */
const GZIP = 0x1f;
const BOUNDS = Object.freeze({ packed: 8_000_000, unpacked: 64_000_000, consent: 1_000_000 });

/** What is stored of a ruleset, unpacked: that takes longer than all the rest of reading it, and a tap may wait. @type {(packed: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>} */
async function plain(packed) {
  try {
    return await unpackedWhole(packed, BOUNDS.unpacked);
  } catch (cause) {
    throw new BadRepository("a ruleset that can't be unpacked", "format", { cause });
  }
}

/** The ruleset in bytes, that are plain, or packed as they were published. @type {(bytes: Uint8Array<ArrayBuffer>, check: (ruleset: any) => void) => Promise<any>} */
export async function readRuleset(bytes, check) {
  const text = bytes[0] === GZIP ? await plain(bytes) : bytes;
  try {
    const ruleset = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
    if (ruleset?.format !== FORMAT || typeof ruleset.version !== "string") throw new TypeError("another format");
    check(ruleset);
    return ruleset;
  } catch (cause) {
    throw new BadRepository("a ruleset that this version can't use", "format", { cause });
  }
}

/**
 * The newest ruleset and its hash; undefined where it is the one that is held.
 *
 * @param {Updater} updater
 * @param {string | undefined} held
 * @param {(ruleset: any) => void} check
 */
export async function bringRules(updater, held, check) {
  const target = await updater.find("rules/ruleset.json.gz");
  const sha256 = target?.hashes.get("sha256");
  if (target === undefined || sha256 === undefined) throw new BadRepository("no ruleset", "missing");
  if (sha256 === held) return undefined;
  if (target.length > BOUNDS.packed) throw new BadRepository("the ruleset is too large");
  const text = await plain(await updater.download(target));
  const { version } = await readRuleset(text, check);
  return { text, sha256, version };
}

/** The states of a part that the rules' owner lets come by a jump. What can't be read permits nothing. @type {(updater: Updater, part: string) => Promise<ReadonlySet<string>>} */
export async function consented(updater, part) {
  const target = await updater.find("rules/consent.json");
  if (target === undefined || target.length > BOUNDS.consent) return new Set();
  const raw = await updater.download(target);
  try {
    const { format, registry } = JSON.parse(new TextDecoder().decode(raw));
    const states = format === FORMAT && Object.hasOwn(registry, part) ? registry[part] : [];
    return new Set(Array.isArray(states) ? states : []);
  } catch {
    return new Set();
  }
}
