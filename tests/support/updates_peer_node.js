/** The peer as a process: a line of JSON in, a line of JSON out. */

import { createInterface } from "node:readline";

import { fileStorage } from "./file_storage.js";
import { Peers } from "./updates_peer.js";

const peers = new Peers(fileStorage);
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await peers.ask(JSON.parse(line)))}\n`);
}
