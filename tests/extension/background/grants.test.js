/** The short memory of "proceed". */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Grants, covers, grantingOf } from "../../../extension/background/grants.js";

const MINUTE = 60_000;
const NOW = 1_000_000;

const granting = (more = {}) => ({ subjects: ["x:1"], kind: "like", act: "act", reminder: false, again: false, ...more });
const hit = (account_id, handle = "Calon") => ({ row: { platform: "x", account_id, handle } });
const action = (more = {}) => ({ platform: "x", kind: "like", rule: "like", release: "same", items: [{ of: "post", id: "7" }], accounts: [], ...more });
const verdict = (more = {}) => ({ level: "warn", reason: "candidate", hits: [hit("1")], hashtags: [], ...more });

test("a yes covers account and kind for its minutes, and no longer", () => {
  const grants = new Grants(10);
  assert.equal(grants.settled(granting(), NOW), false);
  grants.keep(granting(), "proceed", NOW);
  assert.equal(grants.settled(granting(), NOW + 10 * MINUTE - 1), true);
  assert.equal(grants.settled(granting(), NOW + 10 * MINUTE), false);
});

test("another kind and another account are asked about", () => {
  const grants = new Grants(10);
  grants.keep(granting(), "proceed", NOW);
  assert.equal(grants.settled(granting({ kind: "share" }), NOW), false);
  assert.equal(grants.settled(granting({ subjects: ["x:2"] }), NOW), false);
  assert.equal(grants.settled(granting({ subjects: ["x:1", "x:2"] }), NOW), false);
  assert.equal(grants.settled(granting({ subjects: [] }), NOW), false);
});

test("a no is kept of nothing but a reminder", () => {
  const grants = new Grants(10);
  grants.keep(granting({ again: true }), "cancel", NOW);
  assert.deepEqual(grants.memory(), []);
  grants.keep(granting({ reminder: true }), "cancel", NOW);
  assert.equal(grants.settled(granting({ reminder: true }), NOW + 9_999 * MINUTE), true);
});

test("without minutes every tap is asked about, even where an older memory says otherwise", () => {
  const grants = new Grants(0, [["like x:1", NOW + MINUTE], ["once act", NOW + MINUTE], ["reminder", Number.MAX_SAFE_INTEGER]]);
  grants.keep(granting(), "proceed", NOW);
  assert.equal(grants.settled(granting({ act: "other" }), NOW), false);
  assert.equal(grants.settled(granting({ reminder: true }), NOW), true);
  assert.equal(grants.settled(granting(), NOW), true);
});

test("a tap that has to be made again passes once, within two minutes", () => {
  const grants = new Grants(0);
  const again = granting({ again: true });
  grants.keep(again, "proceed", NOW);
  assert.equal(grants.settled(granting({ act: "another", again: true }), NOW), false);
  assert.equal(grants.settled(again, NOW + MINUTE), true);
  assert.equal(grants.settled(again, NOW + MINUTE), false);
  grants.keep(again, "proceed", NOW);
  assert.equal(grants.settled(again, NOW + 2 * MINUTE), false);
});

test("the memory survives as JSON and never grows beyond its bound", () => {
  const grants = new Grants(10);
  for (let at = 0; at < 1_200; at++) grants.keep(granting({ subjects: [`x:${at}`] }), "proceed", NOW);
  const kept = JSON.parse(JSON.stringify(grants.memory()));
  assert.equal(kept.length, 1_000);
  const later = new Grants(10, kept);
  assert.equal(later.settled(granting({ subjects: ["x:1199"] }), NOW), true);
  assert.equal(later.settled(granting({ subjects: ["x:0"] }), NOW), false);
});

test("a grant names accounts by id, else by handle; else hashtags, else the reason", () => {
  assert.deepEqual(grantingOf(verdict({ hits: [hit("1"), hit("", "Budi")] }), action()).subjects, ["x:1", "x:@budi"]);
  assert.deepEqual(grantingOf(verdict({ hits: [], hashtags: ["ayo"] }), action()).subjects, ["#ayo"]);
  assert.deepEqual(grantingOf(verdict({ hits: [], reason: "unknown" }), action()).subjects, ["x:unknown"]);
});

test("the same act made anew has the same name, whatever its order; another has another", () => {
  const two = [{ of: "post", id: "7" }, { of: "post", id: "8" }];
  const name = (more) => grantingOf(verdict(), action(more)).act;
  assert.equal(name({ items: two }), name({ items: [...two].reverse() }));
  assert.notEqual(name({}), name({ kind: "share" }));
  assert.notEqual(name({}), name({ items: [] }));
  assert.notEqual(name({ items: [] }), name({ items: [], rule: "other" }));
  assert.equal(grantingOf(verdict(), action({ release: "again" })).again, true);
  assert.equal(grantingOf(verdict({ reason: "reminder" }), action()).reminder, true);
});

test("a yes covers what waits of the same kind and accounts, and nothing that must be made again", () => {
  const granted = granting({ subjects: ["x:1", "x:2"] });
  assert.equal(covers(granted, granting()), true);
  assert.equal(covers(granting(), granted), false);
  for (const other of [{ kind: "share" }, { again: true }, { reminder: true }]) assert.equal(covers(granted, granting(other)), false);
});
