/** Which target paths a role may speak for: shell patterns part by part, or the first digits of the path's hash. */

import { toHex } from "./tuf_keys.js";

/** @typedef {import("./tuf_metadata.js").DelegatedRole} DelegatedRole */

/** The roles that may speak for a path, in the order of trust. @type {(roles: Iterable<DelegatedRole>, path: string) => Promise<DelegatedRole[]>} */
export async function rolesFor(roles, path) {
  const hash = toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(path))));
  return [...roles].filter((role) =>
    role.prefixes === undefined
      ? (role.paths ?? []).some((pattern) => matches(pattern, path))
      : role.prefixes.some((prefix) => hash.startsWith(prefix)),
  );
}

/** Whether a path is what a pattern says; no wildcard passes a slash. @type {(pattern: string, path: string) => boolean} */
export function matches(pattern, path) {
  const wanted = pattern.split("/");
  const parts = path.split("/");
  return wanted.length === parts.length && wanted.every((part, at) => partMatches(parse(part), [...(parts[at] ?? "")]));
}

/** One place of a pattern: any number of characters, or one that fits. @typedef {"many" | ((character: string) => boolean)} Place */

/** @type {(part: string) => Place[]} */
function parse(part) {
  /** @type {Place[]} */
  const places = [];
  const letters = [...part];
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at] ?? "";
    const end = letter === "[" ? letters.indexOf("]", at + (letters[at + 1] === "!" ? 3 : 2)) : -1;
    if (end > 0) places.push(setOf(letters.slice(at + 1, end)));
    else places.push(letter === "*" ? "many" : letter === "?" ? () => true : (character) => character === letter);
    if (end > 0) at = end;
  }
  return places;
}

/** `[a-c]` and `[!a-c]`. @type {(letters: string[]) => (character: string) => boolean} */
function setOf(letters) {
  const not = letters[0] === "!";
  /** @type {[string, string][]} */
  const ranges = [];
  for (let at = not ? 1 : 0; at < letters.length; at++) {
    const from = letters[at] ?? "";
    const to = letters[at + 1] === "-" && at + 2 < letters.length ? letters[(at += 2)] : from;
    ranges.push([from, to ?? from]);
  }
  return (character) => ranges.some(([from, to]) => from <= character && character <= to) !== not;
}

/** In time that grows with the product of both lengths, whatever the pattern. @type {(places: Place[], characters: string[]) => boolean} */
function partMatches(places, characters) {
  let reached = [true, ...characters.map(() => false)];
  for (const place of places) {
    const next = characters.map((character, at) => place !== "many" && reached[at] === true && place(character));
    if (place === "many") {
      const first = reached.indexOf(true);
      reached = reached.map((_, at) => first >= 0 && at >= first);
    } else {
      reached = [false, ...next];
    }
  }
  return reached[characters.length] === true;
}
