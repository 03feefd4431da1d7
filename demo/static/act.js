// One action: which request it is, how often and how long the page tries, and what tests can call.

import { send } from "./send.js";

/**
 * @typedef {{
 *   wire: (kind: string, id: string, options: Record<string, any>) => MaybeLater<import("./send.js").Wire>,
 *   way: (kind: string) => string,
 * }} Client What a face has to know: the request of each kind, and how it is usually sent.
 * @template T @typedef {T | Promise<T>} MaybeLater
 */

const RETRY_AFTER = 1000;

/**
 * The page's options: those in its address (via, gen, abort, retry, burst, sw ...).
 * @type {Record<string, string>}
 */
export const pageOptions = Object.fromEntries(new URLSearchParams(location.search));

/** The address of a read, with those options that the server knows. */
export function readUrl(url) {
  const known = ["enc", "size", "shape", "slow", "burst"].filter((name) => name in pageOptions);
  const extra = new URLSearchParams(known.map((name) => [name, pageOptions[name]])).toString();
  return extra ? url + (url.includes("?") ? "&" : "?") + extra : url;
}

/**
 * Perform one action; resolves with {ok, status, body}, never rejects.
 * Options: via, gen, text, abort (ms), retry (times), and what the kind needs (choice, handle ...).
 * @param {Client} client
 * @param {Record<string, any>} given
 */
export function act(client, kind, id, given = {}) {
  /** @type {Record<string, any>} */
  const options = { ...pageOptions, ...given };
  const way = options.via ?? client.way(kind);
  const wire = client.wire(kind, id, way.startsWith("form") ? { ...options, gen: "rest" } : options);
  const go = async (signal) => send(await wire, way, signal);
  return retrying(() => aborting(go, Number(options.abort)), Number(options.retry));
}

function aborting(attempt, milliseconds) {
  const controller = new AbortController();
  if (milliseconds) setTimeout(() => controller.abort(), milliseconds);
  return attempt(controller.signal);
}

/** Try again every second while nothing has succeeded, pending or failed, so many times. */
function retrying(attempt, times) {
  return new Promise((resolve) => {
    let pending = 0;
    let left = times || 0;
    let done = false;
    const settle = (result) => {
      pending -= 1;
      if (result.ok || (!pending && !left)) {
        done = true;
        resolve(result);
      }
    };
    const again = () => {
      left -= 1;
      if (!done) go();
    };
    const go = () => {
      pending += 1;
      if (left > 0) setTimeout(again, RETRY_AFTER);
      attempt().then(settle);
    };
    go();
  });
}

/** Like (or whatever) the last posts of the page, all at once. */
export function burst(client, posts, count, kind = "like", options = {}) {
  return Promise.all(posts.slice(-count).map((id) => act(client, kind, id, options)));
}

/** Put `window.demo` there for tests: act, burst, posts. */
export function expose(client, posts) {
  const demo = {
    act: (kind, id, options) => act(client, kind, id, options),
    burst: (count, kind, options) => burst(client, posts(), count, kind, options),
    posts,
  };
  Object.assign(window, { demo });
}

/** Register the service worker if the address asks for it. */
export async function maybeServiceWorker(scriptUrl) {
  if (pageOptions.sw === "1") await navigator.serviceWorker.register(scriptUrl("/sw.js"));
}
