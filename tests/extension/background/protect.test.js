/** The way of a tap through the extension, from its bytes to the question and back. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import { Protection } from "../../../extension/background/protect.js";
import { openPart, writeBase } from "../../../extension/background/registry_store.js";
import { DEFAULTS } from "../../../extension/background/settings_fields.js";
import { Shelf } from "../../../extension/background/shelf.js";
import { memoryStorage } from "../../../extension/background/storage.js";
import { RULESET } from "../engine/support.js";

const NOW = Date.UTC(2026, 5, 1);
const LATER = Date.UTC(2040, 0, 1);
const MINUTE = 60_000;
const file = (name) => new Uint8Array(readFileSync(join(dirname(process.env.JARI_RULESET), name)));
const WHO = JSON.parse(readFileSync(join(dirname(process.env.JARI_RULESET), "who.json"), "utf-8"));

const storage = memoryStorage();
const held = await writeBase(new Shelf(storage, 0), file("id.keys"), file("id.records"));
const PARTS = [await openPart(storage, held)];

const made = (settings = {}, memory = {}) =>
  new Protection({ ruleset: RULESET, parts: PARTS }, { ...DEFAULTS, agency: "Kota Contoh", ...settings }, memory);
const base64 = (bytes) => Buffer.from(bytes).toString("base64");
const asked = (path, body, more = {}) => ({
  method: "POST",
  url: `https://x.com${path}`,
  headers: { "content-type": "application/x-www-form-urlencoded", ...more },
  body: base64(body),
});
const follow = (id = WHO.account, more = {}) => asked("/i/api/1.1/friendships/create.json", `user_id=${id}`, more);
const like = (id = WHO.post) => asked("/i/api/1.1/favorites/create.json", `id=${id}`);
const SHOWN = { url: "https://x.com/i/api/graphql/q/HomeTimeline", status: 200, contentType: "application/json", text: JSON.stringify(WHO.feed) };

test("a follow of a registered account is asked about; of anybody else it passes", async () => {
  const told = await made().ask(follow(), NOW);
  assert.equal(told.warning.level, "warn");
  assert.deepEqual(told.granting.subjects, [`x:${WHO.account}`]);
  assert.equal(typeof told.refusal.status, "number");
  assert.deepEqual(await made().ask(follow("999"), NOW), {});
  assert.deepEqual(await made().ask(asked("/i/api/1.1/jot/client_event.json", "a=1"), NOW), {});
});

test("what is packed is unpacked first", async () => {
  const packed = gzipSync(`user_id=${WHO.account}`);
  const told = await made().ask({ ...follow("", { "content-encoding": "gzip" }), body: base64(packed) }, NOW);
  assert.ok(told.warning);
});

test("nobody is asked while no window is open, during a pause, or of a platform that is off", async () => {
  assert.deepEqual(await made().ask(follow(), LATER), {});
  assert.deepEqual(made().begin(LATER).heads, []);
  assert.deepEqual(await made({ paused_until: NOW + MINUTE }).ask(follow(), NOW), {});
  assert.ok((await made({ paused_until: NOW - MINUTE }).ask(follow(), NOW)).warning);
  assert.deepEqual(await made({ platforms_off: ["x"] }).ask(follow(), NOW), {});
  assert.ok(made().begin(NOW).heads.length > made({ platforms_off: ["x"] }).begin(NOW).heads.length);
});

test("whose a post is, is learned from answers, and outlasts the worker", async () => {
  const one = made();
  assert.deepEqual(await one.ask(like(), NOW), {});
  assert.equal(await one.read({ ...SHOWN, status: 500 }, NOW), false);
  assert.equal(await one.read({ ...SHOWN, url: "https://elsewhere.example/" }, NOW), false);
  assert.equal(await one.read(SHOWN, LATER), false);
  assert.equal(await one.read(SHOWN, NOW), true);
  assert.ok((await one.ask(like(), NOW)).warning);
  const next = made({}, JSON.parse(JSON.stringify(one.memory())));
  assert.ok((await next.ask(like(), NOW)).warning);
});

test("a tap finds what was read before it, though nobody waited for the reading", async () => {
  const one = made();
  const reading = one.read(SHOWN, NOW);
  const told = one.ask(like(), NOW);
  assert.ok((await told).warning);
  assert.equal(await reading, true);
});

test("a yes holds for account and kind, and outlasts the worker; a no does not", async () => {
  const one = made({ grant_minutes: 5 });
  const { granting } = await one.ask(follow(), NOW);
  one.decided(granting, "cancel", NOW);
  assert.ok((await one.ask(follow(), NOW)).warning);
  one.decided(granting, "proceed", NOW);
  assert.deepEqual(await one.ask(follow(), NOW), {});
  const next = made({ grant_minutes: 5 }, JSON.parse(JSON.stringify(one.memory())));
  assert.deepEqual(await next.ask(follow(), NOW + MINUTE), {});
  assert.ok((await next.ask(follow(), NOW + 5 * MINUTE)).warning);
});

test("a body that is no such thing harms nothing: the next tap is asked about", async () => {
  const one = made();
  await assert.rejects(one.ask({ ...follow(), body: "%%%" }, NOW));
  assert.ok((await one.ask(follow(), NOW)).warning);
});

test("no more than the newest of what was learned is put aside", async () => {
  const one = made();
  await one.read(SHOWN, NOW);
  one.engine.memory = () => ({ authors: Array.from({ length: 5_000 }, (_, at) => [`x post ${at}`, {}]), aliases: [] });
  const { learned } = one.memory();
  assert.deepEqual([learned.authors.length, learned.authors.at(-1)[0]], [4_000, "x post 4999"]);
});
