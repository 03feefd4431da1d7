/** The root that all trust begins with: one that came with the extension or the settings, or fetched once and known by its hash. */

import { LIMITS } from "./tuf.js";
import { BadRepository } from "./tuf_errors.js";
import { download } from "./tuf_fetch.js";
import { toHex } from "./tuf_keys.js";

/** @typedef {import("./storage.js").Storage} Storage */
/** @typedef {{ url: string, root: Uint8Array<ArrayBuffer>, pin?: string, storage: Storage, limits?: Partial<typeof LIMITS> }} Rooted */

/** What stored data must have been verified against: the hash of the root, known before the root itself is. @type {(options: Pick<Rooted, "root" | "pin">) => Promise<string>} */
export const anchorOf = async ({ root, pin }) => pin || hashOf(root);

/** The bytes of the root. Throws where nobody has one with that hash. @type {(options: Rooted) => Promise<Uint8Array<ArrayBuffer>>} */
export async function rootOf({ url, root, pin, storage, limits = {} }) {
  if (!pin) return root;
  const name = `root/${pin}`;
  const kept = await storage.read(name);
  if (kept !== undefined && (await hashOf(kept)) === pin) return kept;
  const { root: most, silence, longest } = { ...LIMITS, ...limits };
  const fetched = await download(`${url}/metadata/1.root.json`, most, { silence, longest });
  if ((await hashOf(fetched)) !== pin) throw new BadRepository("the publisher's first root has another hash", "root");
  await storage.write(name, fetched);
  return fetched;
}

/** @type {(bytes: Uint8Array<ArrayBuffer>) => Promise<string>} */
const hashOf = async (bytes) => toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
