/** One file from the update server: bounded in bytes and time, and with nothing in the request that tells people apart. */

import { Unreachable } from "./tuf_errors.js";

/** @typedef {{ silence: number, longest: number }} Patience how long a server may be silent, and take in all, in ms */

/**
 * No cookie, no referrer, no stored answer (an ETag sent back would be a cookie by another name), the same languages for all.
 *
 * @type {RequestInit}
 */
const PLAIN = {
  cache: "no-store",
  credentials: "omit",
  headers: { Accept: "*/*", "Accept-Language": "*" },
  redirect: "error",
  referrerPolicy: "no-referrer",
};

/** How a server is asked. @type {(url: string, init: RequestInit) => Promise<Response>} */
let asks = (url, init) => fetch(url, init);

/** Has the server asked in another way. @param {typeof asks} other */
export function askBy(other) {
  asks = other;
}

/**
 * The bytes of a file, at most so many.
 *
 * @param {string} url
 * @param {number} most
 * @param {Patience} patience
 * @param {(time: number) => void} [told] is told what time the server says it is
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function download(url, most, patience, told = () => {}) {
  const stop = new AbortController();
  const tooLong = setTimeout(() => stop.abort(new Unreachable(`${url}: takes too long`, "slow")), patience.longest);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let silent;
  const listen = () => {
    clearTimeout(silent);
    silent = setTimeout(() => stop.abort(new Unreachable(`${url}: silent for too long`, "slow")), patience.silence);
  };
  try {
    listen();
    const response = await asks(url, { ...PLAIN, signal: stop.signal });
    told(Date.parse(response.headers.get("Date") ?? ""));
    if (response.status !== 200) throw refused(url, response);
    return await collect(url, response, most, listen);
  } catch (cause) {
    if (stop.signal.aborted) throw stop.signal.reason;
    throw cause instanceof Unreachable ? cause : new Unreachable(`${url}: no answer`, "unreachable", { cause });
  } finally {
    clearTimeout(tooLong);
    clearTimeout(silent);
    stop.abort();
  }
}

/** @type {(url: string, response: Response) => Unreachable} */
function refused(url, response) {
  const { status, headers } = response;
  const retryAfter = headers.get("Retry-After");
  const kind = retryAfter !== null || status === 429 ? "busy" : status >= 500 ? "unreachable" : "gone";
  return new Unreachable(`${url}: HTTP ${status}`, kind, { status, retryAfter });
}

/** @type {(url: string, response: Response, most: number, listen: () => void) => Promise<Uint8Array<ArrayBuffer>>} */
async function collect(url, response, most, listen) {
  const reader = response.body?.getReader();
  /** @type {Uint8Array[]} */
  const chunks = [];
  let length = 0;
  for (let read = await reader?.read(); read !== undefined && !read.done; read = await reader?.read()) {
    listen();
    length += read.value.length;
    if (length > most) throw new Unreachable(`${url}: more than ${most} bytes`, "too_much");
    chunks.push(read.value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
