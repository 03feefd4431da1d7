/** Cases of tests/vectors as requests and responses, and what the engine says of them; runs in Node and in browsers. */

import { packed, unpacked } from "../../../extension/engine/body.js";
import { Engine } from "../../../extension/engine/engine.js";
import { Registry } from "../../../extension/engine/registry.js";

const ENCODER = new TextEncoder();

/** The bytes of a body, however the case writes it. */
export function bodyOf(spec) {
  if ("body_base64" in spec) return Uint8Array.from(atob(spec.body_base64), (character) => character.charCodeAt(0));
  if ("json" in spec) return ENCODER.encode(JSON.stringify(spec.json));
  return ENCODER.encode("form" in spec ? formOf(spec.form) : (spec.body ?? ""));
}

function formOf(fields) {
  const pairs = Object.entries(fields).map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : value]);
  return new URLSearchParams(pairs).toString();
}

/** The request that a case writes down. */
export function requestOf(spec, url = "", method = "POST") {
  const headers = Object.fromEntries(Object.entries(spec.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  return { method: spec.method ?? method, url: spec.url ?? url, headers, body: bodyOf(spec) };
}

/** The response that a case writes down, with the request it answers. */
export function responseOf(spec) {
  const request = requestOf(spec.request ?? {}, spec.url, "GET");
  return { request, status: spec.status ?? 200, type: spec.content_type ?? "application/json", body: bodyOf(spec) };
}

/** A request whose body the engine can look into. */
export const ready = async (request) => (packed(request) ? await unpacked(request) : request);

/** What the engine says of every case, as one text. */
export async function answers(ruleset, cases) {
  const engine = new Engine(ruleset, new Registry());
  engine.sites.compile();
  const said = [];
  for (const one of cases) {
    if ("request" in one) said.push(engine.match(await ready(requestOf(one.request))));
    else said.push(engine.sites.learn(responseOf(one.response)));
  }
  return JSON.stringify(said);
}
