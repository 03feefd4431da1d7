/** The lock and the vectors: as if everybody were registered, what only looks like an act is never blocked. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { ITEMS } from "../../../extension/engine/accounts.js";
import { Sites } from "../../../extension/engine/sites.js";
import { Lock } from "../../../extension/background/lock.js";
import { pageRules } from "../../../extension/background/lock_pages.js";
import { CASES, RULESET, requestOf } from "../engine/support.js";

const SITES = new Sites(RULESET.platforms);
const BODY = new Uint8Array();
const REQUESTS = CASES.filter((one) => "request" in one).map(({ request, ...one }) => ({ ...one, request: requestOf(request) }));

/** An engine for which every name that stands in an address is registered. */
const engineFor = ({ url }) => {
  const names = new Set([url, decodeURIComponent(url)].flatMap((text) => text.match(/[\w:~-]*\d[\w:~-]*/g) ?? []).flatMap((text) => [text, ...text.split("_")]).filter(({ length }) => length > 4));
  const { site } = SITES.of(url);
  const authors = [...names].flatMap((name) => [...ITEMS, "account", "handle"].map((of) => [`${site.id} ${of} ${name}`, { accounts: [] }]));
  return {
    sites: SITES,
    match: (request) => SITES.match(request),
    strongest: ([action]) => ({ action, verdict: { level: "warn" } }),
    memory: () => ({ authors, aliases: [] }),
  };
};

/** A filter of the browser's as a regular expression. */
function expression(filter) {
  const parts = filter.replace(/^\|\|/, "").split(/([*^])/).map((part) => (part === "*" ? ".*" : part === "^" ? "(?:[^\\w.%-]|$)" : part.replace(/[.+?$()[\]{}|\\/]/g, "\\$&")));
  return new RegExp(`^[a-z]+://(?:[^/?#]*\\.)?${parts.join("")}`, "i");
}

function isBlocked({ method, url }) {
  const lock = new Lock(engineFor({ url }), () => ({ subjects: [], kind: "", act: "" }), Infinity);
  lock.keep(lock.look(lock.unknown(0), 0));
  const entries = lock.entries(() => false, new Set());
  const meant = entries.filter(({ methods }) => methods.includes(method));
  const hits = (filters) => filters.some((filter) => expression(filter).test(url.split("#")[0]));
  return hits(meant.flatMap(({ filters }) => filters)) && !hits(meant.flatMap(({ spared }) => spared));
}

test("what is no act is never blocked, whoever is in the address", () => {
  const free = REQUESTS.filter(({ request, actions }) => actions.length === 0 && SITES.of(request.url) !== undefined);
  assert.ok(free.length > 100);
  // A body may tell what an address doesn't: such a request has passed the gate, which opens the lock for it.
  const told = free.filter(({ request }) => SITES.match({ ...request, body: BODY }).length === 0);
  assert.ok(told.length > 100);
  assert.deepEqual(told.filter(({ request }) => isBlocked(request)).map(({ name }) => name), []);
});

test("an act that its address tells is blocked", () => {
  const acts = REQUESTS.filter(({ request, actions }) => request.method === "POST" && actions.length > 0 && SITES.match({ ...request, headers: {}, body: BODY }).some(({ items, accounts }) => items.length + accounts.length > 0));
  assert.ok(acts.length > 10);
  assert.deepEqual(acts.filter(({ request }) => !isBlocked(request)).map(({ name, request }) => `${name} ${request.url}`), []);
});

test("a link leads to our page where a rule has one, and a silent site has none", () => {
  const runtime = { getURL: (path) => `chrome-extension://unnamed/${path}` };
  const rules = pageRules(RULESET, new Set(), runtime);
  const leads = (url) => rules.some(({ condition }) => new RegExp(condition.regexFilter).test(url));
  const links = REQUESTS.filter(({ request }) => request.method === "GET");
  assert.ok(links.some(({ actions }) => actions.length > 0));
  for (const { request, actions } of links) if (actions.length > 0) assert.ok(leads(request.url), request.url);
  const silent = new Set(RULESET.platforms.flatMap(({ hosts }) => hosts));
  assert.deepEqual(pageRules(RULESET, silent, runtime), []);
});
