/** What the engine keeps, and what it says of a response before it has read it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Authors, Bounded } from "../../../extension/engine/authors.js";
import { Engine } from "../../../extension/engine/engine.js";
import { Registry } from "../../../extension/engine/registry.js";
import { RULESET } from "./support.js";

const NOON = Date.parse("2026-03-01T12:00:00+07:00");
const DAY = 86_400_000;
const ROW = {
  platform: "x",
  handle: "contoh",
  account_id: "42",
  display_name: "Contoh",
  participant: "Contoh",
  contest: "demo",
  region: "*",
  source_class: "kpu-registered",
  source: "",
  source_date: "2026-01-02",
  reviewer: "",
};
const LESSON = {
  learned: [{ platform: "x", item: { of: "post", id: "7" }, accounts: [{ id: "42", handle: undefined, role: "author" }], texts: [] }],
  aliases: [{ platform: "x", ids: ["42"], handles: ["lain"] }],
};
const LIKE = {
  platform: "x",
  kind: "like",
  rule: "x.like",
  items: [{ of: "post", id: "7" }],
  accounts: [],
  texts: [],
  media: false,
  viewer: [],
  hints: [],
  refusal: "rest",
  release: "held",
};
const FOLLOW = { ...LIKE, kind: "follow", items: [], accounts: [{ id: undefined, handle: "Lain", role: "account" }] };

const fresh = (settings) => new Engine(RULESET, new Registry([ROW]), settings);

test("what was learned goes through JSON into another engine", () => {
  const first = fresh();
  first.absorb(LESSON, NOON);
  const second = fresh();
  assert.equal(second.decide(LIKE, NOON).reason, "unknown-author");
  second.recall(JSON.parse(JSON.stringify(first.memory())));
  assert.equal(second.decide(LIKE, NOON).reason, "registered");
  assert.equal(second.decide(FOLLOW, NOON).reason, "registered");
});

test("only what concerns registered accounts is kept", () => {
  const engine = fresh();
  const { learned } = LESSON;
  engine.absorb({ learned: learned.map((one) => ({ ...one, accounts: [{ id: "43", handle: "warga", role: "author" }] })), aliases: [] }, NOON);
  assert.deepEqual(engine.memory(), { authors: [], aliases: [] });
});

test("a post is forgotten after a day", () => {
  const engine = fresh();
  engine.absorb(LESSON, NOON);
  assert.equal(engine.decide(LIKE, NOON + DAY).reason, "registered");
  assert.equal(engine.decide(LIKE, NOON + DAY + 1).reason, "unknown-author");
  const authors = new Authors();
  authors.add("x", { of: "post", id: "7" }, [], ["tag"], NOON);
  authors.add("x", { of: "post", id: "8" }, [], ["tag"], NOON + DAY + 1);
  assert.equal(authors.items.size, 1);
});

test("what was used longest ago goes first", () => {
  const map = new Bounded(2);
  for (const key of ["a", "b", "a", "c"]) map.put(key, key);
  assert.deepEqual([...map.keys()], ["a", "c"]);
});

test("of several actions the strongest verdict counts", () => {
  const engine = fresh();
  engine.absorb(LESSON, NOON);
  const nobody = { ...LIKE, items: [] };
  assert.equal(engine.strongest([nobody, LIKE], NOON).action, LIKE);
  assert.equal(engine.strongest([nobody, { ...nobody }], NOON).action, nobody);
  assert.equal(engine.strongest([], NOON), undefined);
});

test("what a response is tells whether it is read", () => {
  const engine = fresh();
  const url = "https://x.com/i/api/graphql/a/HomeTimeline";
  assert.ok(engine.readable(url, 200, "application/json; charset=utf-8"));
  assert.ok(engine.readable(url, 204, "text/HTML"));
  for (const [at, status, type] of [
    [url, 404, "application/json"],
    [url, 304, "application/json"],
    [url, 200, "image/png"],
    ["https://example.org/", 200, "application/json"],
    ["https://x.com/i/api/1.1/dm/inbox.json", 200, "application/json"],
    ["nothing", 200, "application/json"],
  ]) {
    assert.equal(engine.readable(at, status, type), false, `${at} ${status} ${type}`);
  }
  assert.equal(new Engine(RULESET, new Registry()).readable(url, 200, "application/json"), false);
});

test("a platform may read further types, whatever their parameters", () => {
  const platforms = RULESET.platforms.map((one) => (one.platform === "x" ? { ...one, read: { types: ["multipart/mixed"] } } : one));
  const engine = new Engine({ ...RULESET, platforms }, new Registry([ROW]));
  const url = "https://x.com/i/api/graphql/a/HomeTimeline";
  for (const type of ["multipart/mixed; boundary=x", "Multipart/Mixed ;boundary=x", "application/json"]) assert.ok(engine.readable(url, 200, type));
  for (const [at, status, type] of [
    [url, 404, "multipart/mixed"],
    [url, 200, "multipart/mixed-replace"],
    [url, 200, "multipart/x-mixed-replace; boundary=x"],
    [url, 200, "text/event-stream"],
    ["https://www.tiktok.com/", 200, "multipart/mixed"],
  ]) {
    assert.equal(engine.readable(at, status, type), false, `${at} ${status} ${type}`);
  }
});

test("a request that is too large is none", () => {
  const engine = fresh();
  const request = (length) => ({
    method: "POST",
    url: "https://x.com/i/api/graphql/a/FavoriteTweet",
    headers: { "content-length": length },
    body: new Uint8Array(),
  });
  assert.ok(engine.interesting(request("1048576")));
  assert.equal(engine.interesting(request("1048577")), false);
});

test("refusals: the one that is named, else the platform's default, else one for all", () => {
  const engine = fresh();
  const spec = RULESET.platforms.find(({ platform }) => platform === "x").refusals;
  assert.equal(engine.refusal(LIKE).status, spec.rest.status);
  assert.deepEqual(engine.refusal({ ...LIKE, refusal: "none" }), engine.refusal({ ...LIKE, refusal: "default" }));
  const other = { status: 403, headers: { "content-type": "application/json" }, body: "{}" };
  assert.deepEqual(engine.refusal({ ...LIKE, platform: "none" }), other);
});

test("outside all windows there is nothing to do", () => {
  assert.ok(fresh().open(NOON));
  assert.equal(fresh().open(Date.parse("2020-01-01T00:00:00Z")), false);
  assert.equal(new Engine(RULESET, new Registry()).open(NOON), false);
});
