/** A published ruleset: unpacked within bounds, of a format this version knows, and fit to build an engine. */

import { unpackedWhole } from "../engine/registry_wire.js";
import { BadRepository } from "./tuf_errors.js";

/** @typedef {import("./tuf.js").Updater} Updater */

const FORMAT = 1;
const BOUNDS = Object.freeze({ packed: 8_000_000, unpacked: 64_000_000, consent: 1_000_000 });

/** The ruleset in packed bytes. @type {(packed: Uint8Array<ArrayBuffer>, check: (ruleset: any) => void) => Promise<any>} */
export async function readRuleset(packed, check) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await unpackedWhole(packed, BOUNDS.unpacked));
    const ruleset = JSON.parse(text);
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
  const packed = await updater.download(target);
  const { version } = await readRuleset(packed, check);
  return { packed, sha256, version };
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
