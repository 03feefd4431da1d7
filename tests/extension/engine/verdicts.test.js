/** The vectors of verdicts hold. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Engine } from "../../../extension/engine/engine.js";
import { Registry } from "../../../extension/engine/registry.js";
import { RULESET, VERDICTS } from "./support.js";

const RULES = { ...RULESET, platforms: [] };

const rowOf = (row) => ({
  platform: row.platform,
  handle: row.handle ?? "",
  account_id: row.id ?? "",
  display_name: row.row,
  participant: row.participant,
  contest: row.contest,
  region: row.region,
  source_class: "kpu-registered",
  source: "Formulir contoh 1",
  source_date: "2024-01-02",
  reviewer: "",
});

function registry(name) {
  const { accounts, hashtags } = VERDICTS.registries[name];
  return new Registry(accounts.map(rowOf), hashtags.map((one) => ({ participant: "Peserta", source: "", ...one })));
}

const account = (spec, role) => ({ id: spec.id, handle: spec.handle, role: spec.role ?? role });
const item = ([of, id]) => ({ of, id });

const action = (spec) => ({
  platform: spec.platform,
  kind: spec.kind,
  rule: `${spec.platform}.${spec.kind}`,
  items: (spec.items ?? []).map(item),
  accounts: (spec.accounts ?? []).map((one) => account(one, "account")),
  texts: spec.texts ?? [],
  media: spec.media ?? false,
  viewer: spec.viewer ?? [],
  hints: (spec.hints ?? []).map(([of, id, who]) => [{ of, id }, account(who, "cited")]),
  refusal: "default",
  release: "held",
});

function lesson(one) {
  const { platform } = one.action;
  return {
    learned: (one.learned ?? []).map((each) => ({
      platform,
      item: item([each.of, each.id]),
      accounts: each.accounts.map((who) => account(who, "author")),
      texts: each.texts ?? [],
    })),
    aliases: (one.aliases ?? []).map(({ ids, handles }) => ({ platform, ids, handles })),
  };
}

const said = ({ level, reason, hits, hashtags }) => ({
  level,
  reason,
  hits: hits.map(({ row, role, window }) => ({ row: row.display_name, role, phase: window.phase, candidates_set: window.candidates_set })),
  hashtags,
});

for (const one of VERDICTS.cases) {
  test(one.name, () => {
    const engine = new Engine(RULES, registry(one.registry), one.settings);
    const moment = Date.parse(one.at);
    engine.absorb(lesson(one), moment);
    assert.deepEqual(said(engine.decide(action(one.action), moment)), { hits: [], hashtags: [], ...one.verdict });
  });
}
