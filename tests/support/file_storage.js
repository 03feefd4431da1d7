/** The storage interface on a folder, for tests that run in Node. */

import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** @type {(folder: string) => import("../../extension/background/storage.js").Storage} */
export function fileStorage(folder) {
  let writes = 0;
  return {
    async read(name) {
      try {
        return new Uint8Array(await readFile(join(folder, name)));
      } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return undefined;
        throw error;
      }
    },
    async write(name, bytes) {
      const path = join(folder, name);
      const made = `${path}.${process.pid}.${writes++}`;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(made, bytes);
      await rename(made, path);
    },
    async remove(name) {
      await rm(join(folder, name), { force: true });
    },
  };
}
