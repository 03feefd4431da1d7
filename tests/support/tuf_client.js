/** The extension's TUF client, as tuf-conformance calls it: init, refresh, download. */

import { mkdir, readFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import { Updater } from "../../extension/background/tuf.js";
import { checkContent } from "../../extension/background/tuf_trust.js";
import { fileStorage } from "./file_storage.js";

const PINNED = "pinned-root";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "metadata-dir": { type: "string", default: "" },
    "metadata-url": { type: "string", default: "" },
    "target-name": { type: "string", multiple: true, default: [] },
    "target-dir": { type: "string", default: "" },
    "target-base-url": { type: "string", default: "" },
  },
});
const storage = fileStorage(values["metadata-dir"]);

/** Keeps the root that all trust begins with. */
async function init() {
  const root = await readFile(positionals[1] ?? "");
  await storage.write(PINNED, root);
  await storage.write("root.json", root);
}

async function opened() {
  const root = await storage.read(PINNED);
  if (root === undefined) throw new Error("init comes first");
  return Updater.open({ metadata: values["metadata-url"], targets: values["target-base-url"], storage, root });
}

/** Every target in its order; the first that fails ends it. */
async function downloadAll() {
  const updater = await opened();
  const folder = values["target-dir"];
  await mkdir(folder, { recursive: true });
  const kept = fileStorage(folder);
  await updater.refresh();
  for (const name of values["target-name"]) {
    const target = await updater.find(name);
    if (target === undefined) throw new Error(`no target ${name}`);
    const file = encodeURIComponent(name);
    const old = await kept.read(file);
    const current = old !== undefined && (await checkContent(target, old, name).then(() => true, () => false));
    if (!current) await kept.write(file, await updater.download(target));
  }
}

try {
  if (positionals[0] === "init") await init();
  else if (positionals[0] === "refresh") await (await opened()).refresh();
  else if (positionals[0] === "download") await downloadAll();
  else throw new Error("init, refresh or download");
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
