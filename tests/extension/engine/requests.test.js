/** The vectors of requests hold. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Sites } from "../../../extension/engine/sites.js";
import { CASES, RULESET, named, ready, requestOf, wanted } from "./support.js";

const SITES = new Sites(RULESET.platforms);

/** An action in the words of a vector, with as much as it asks for. */
function said(action, like) {
  const full = {
    kind: action.kind,
    rule: action.rule,
    items: action.items.map(({ of, id }) => [of, id]).sort(),
    accounts: action.accounts.map(named).sort(),
    texts: action.texts,
    media: action.media,
    refusal: action.refusal,
    viewer: action.viewer,
    hints: action.hints.map(([item, account]) => [item.of, item.id, named(account)]),
  };
  return Object.fromEntries(Object.keys(like).map((key) => [key, full[key]]));
}

/** The expectation of a vector, with its defaults filled in. */
function expected({ posts = [], ...spec }) {
  const plain = { ...spec, items: [...posts.map((id) => ["post", id]), ...(spec.items ?? [])].sort() };
  plain.accounts = wanted(spec.accounts ?? [], "account");
  if (spec.hints) plain.hints = spec.hints.map(([of, id, who]) => [of, id, wanted([who], "cited")[0]]);
  return plain;
}

for (const one of CASES.filter((each) => "request" in each)) {
  test(one.name, async () => {
    const written = requestOf(one.request);
    const actions = SITES.match(await ready(written));
    const wants = one.actions.map(expected);
    assert.equal(actions.length, wants.length, JSON.stringify(actions));
    assert.deepEqual(actions.map((action, at) => said(action, wants[at])), wants);
    if (actions.length > 0) assert.ok(SITES.interesting(written), "from the head alone this can't be told to be no action");
  });
}
