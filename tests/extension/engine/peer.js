/** The engine as a process: a line of JSON in, a line of JSON out, for those who compare it with another engine. */

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

import { BOUNDS } from "../../../extension/engine/bounds.js";
import { Engine } from "../../../extension/engine/engine.js";
import { follow, parsePath } from "../../../extension/engine/fieldpath.js";
import { Form } from "../../../extension/engine/forms.js";
import { unescape } from "../../../extension/engine/html.js";
import { inflate } from "../../../extension/engine/inflate.js";
import { BROKEN, parse } from "../../../extension/engine/jsontext.js";
import { isDict, keysOf, own } from "../../../extension/engine/objects.js";
import { Registry } from "../../../extension/engine/registry.js";
import { BadRuleset, FORMAT, PLATFORM, STEP, VALUE, checkRuleset } from "../../../extension/engine/ruleset.js";
import { Sites } from "../../../extension/engine/sites.js";
import { Template, segmentsOf } from "../../../extension/engine/template.js";
import { STEPS } from "../../../extension/engine/transform.js";
import { plain as unescaped } from "../../../extension/engine/url.js";
import { answers, ready } from "./cases.js";

const RULESET = JSON.parse(readFileSync(process.env.JARI_RULESET, "utf-8"));
const SITES = new Sites(RULESET.platforms);

const name = ({ id, handle, role }) => [id ?? null, handle ?? null, role];
const item = ({ of, id }) => [of, id];
const request = ({ body, ...rest }) => ({ ...rest, body: new Uint8Array(Buffer.from(body ?? "", "base64")) });

const account = ([id, handle, role]) => ({ id: id ?? undefined, handle: handle ?? undefined, role });
const asItem = ([of, id]) => ({ of, id });

const asAction = (action) => ({
  ...action,
  items: action.items.map(asItem),
  accounts: action.accounts.map(account),
  hints: action.hints.map(([of, id, who]) => [{ of, id }, account(who)]),
});

const said = (action) => ({
  ...action,
  items: action.items.map(item),
  accounts: action.accounts.map(name),
  hints: action.hints.map(([one, account]) => [...item(one), name(account)]),
});

const responded = (asked, { status, type, body }) => ({ request: asked, status, type, body: request({ body }).body });
const full = ({ id, handle, role }) => ({ id: id ?? null, handle: handle ?? null, role });

/** A document as the other engine writes it down: pairs for objects, so that their order shows; numbers as texts. */
function plain(value) {
  if (value === BROKEN) return "broken";
  if (Array.isArray(value)) return value.map(plain);
  if (isDict(value)) return { object: keysOf(value).map((key) => [key, plain(own(value, key))]) };
  if (typeof value === "number" || typeof value === "bigint") return { number: Number.isNaN(value) ? "other" : String(value) };
  return value;
}

/** What each question is answered with. */
const ANSWERS = {
  async match({ platform, ...asked }) {
    const whole = request(asked);
    const sites = platform ? new Sites([platform]) : SITES;
    return { actions: sites.match(await ready(whole)).map(said), interesting: sites.interesting(whole) };
  },
  json({ text }) {
    return { said: plain(parse(text)) };
  },
  compiles({ platform }) {
    checkRuleset({ ...RULESET, platforms: [platform] });
    new Sites([platform]).compile();
    return { compiled: true };
  },
  follow({ path, text }) {
    return { found: follow(parsePath(path), parse(text)).map(plain) };
  },
  fits({ form, texts }) {
    const whole = new Form(form);
    return { fits: texts.map((one) => whole.fits(one)) };
  },
  parts({ template, paths }) {
    const whole = new Template(template);
    return { parts: paths.map((one) => whole.match(segmentsOf(unescaped(one))) ?? null) };
  },
  inflate({ bytes, most }) {
    const found = inflate(new Uint8Array(Buffer.from(bytes, "base64")), most);
    return { found: found === undefined ? null : Buffer.from(found).toString("base64") };
  },
  unescape({ text }) {
    return { found: unescape(text) };
  },
  refuses({ ruleset }) {
    try {
      checkRuleset(ruleset);
      return { why: null };
    } catch (error) {
      return { why: error instanceof BadRuleset ? error.message : `${error.stack}` };
    }
  },
  async answers({ cases }) {
    return { said: await answers(RULESET, cases) };
  },
  known() {
    return { bounds: BOUNDS, platform: PLATFORM, value: VALUE, step: STEP, steps: STEPS, format: FORMAT };
  },
  async explain({ rows, tags, at, exchanges }) {
    const engine = new Engine(RULESET, new Registry(rows, tags));
    const moment = Date.parse(at);
    const seen = [];
    for (const { request: asked, response } of exchanges) {
      const best = engine.strongest(engine.match(await ready(request(asked))), moment);
      const lesson = response ? engine.sites.learn(responded(request(asked), response)) : { learned: [], aliases: [] };
      engine.absorb(lesson, moment);
      seen.push({
        action: best
          ? {
              platform: best.action.platform,
              kind: best.action.kind,
              rule: best.action.rule,
              posts: best.action.items.filter(({ of }) => of === "post").map(({ id }) => id),
              accounts: best.action.accounts.map(({ id, handle }) => id ?? handle),
            }
          : null,
        learned: lesson.learned
          .filter(({ item: one, accounts }) => one.of === "post" && accounts.length > 0)
          .map(({ platform, item: one, accounts }) => ({ platform, post: one.id, accounts: accounts.map(full) })),
        verdict: best?.verdict.level ?? null,
      });
    }
    return { seen };
  },
  decide({ rows, tags, settings, lessons, action, at }) {
    const engine = new Engine(RULESET, new Registry(rows, tags), settings);
    const moment = Date.parse(at);
    for (const { learned, aliases } of lessons) {
      const items = learned.map(([platform, one, accounts, texts]) => ({ platform, item: asItem(one), accounts: accounts.map(account), texts }));
      engine.absorb({ learned: items, aliases }, moment);
    }
    const whole = asAction(action);
    const verdict = engine.decide(whole, moment);
    const { level, reason, hits, hashtags } = verdict;
    const named = hits.map(({ row, role, window }) => [row.display_name, role, window.contest, window.phase, window.candidates_set]);
    const warning = level === "pass" ? null : engine.warning(verdict, whole, moment);
    return { level, reason, hits: named, hashtags, warning, refusal: engine.refusal(whole) };
  },
  learn({ platform, request: asked, status, type, body }) {
    const lesson = (platform ? new Sites([platform]) : SITES).learn(responded(request(asked), { status, type, body }));
    return {
      learned: lesson.learned.map((one) => [item(one.item), one.accounts.map(name), one.texts]),
      aliases: lesson.aliases.map(({ ids, handles }) => [ids, handles]),
    };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { ask, ...asked } = JSON.parse(line);
  let answer;
  try {
    answer = await ANSWERS[ask](asked);
  } catch (error) {
    answer = { error: String(error.stack) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
