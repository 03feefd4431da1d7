/** The vectors of responses hold. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Sites } from "../../../extension/engine/sites.js";
import { CASES, RULESET, named, responseOf, wanted } from "./support.js";

const SITES = new Sites(RULESET.platforms);

const byName = (aliases) => aliases.map(({ ids = [], handles = [] }) => JSON.stringify([[...ids].sort(), [...handles].sort()])).sort();

for (const one of CASES.filter((each) => "response" in each)) {
  test(one.name, () => {
    const lesson = SITES.learn(responseOf(one.response));
    const learned = new Map(lesson.learned.map((each) => [`${each.item.of} ${each.item.id}`, each]));
    const found = lesson.learned.filter((each) => each.accounts.length > 0);
    const wants = (one.learned ?? []).map((each) => ({ of: "post", ...each }));
    assert.deepEqual(
      Object.fromEntries(found.map((each) => [`${each.item.of} ${each.item.id}`, each.accounts.map(named).sort()])),
      Object.fromEntries(wants.map((each) => [`${each.of} ${each.id}`, wanted(each.accounts, "author")])),
    );
    for (const each of wants) if (each.texts) assert.deepEqual(learned.get(`${each.of} ${each.id}`).texts, each.texts);
    if (one.aliases) assert.deepEqual(byName(lesson.aliases), byName(one.aliases));
  });
}
