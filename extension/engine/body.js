/** Bodies of requests: unwrapped from what they were sent in, and read as forms. */

import { BOUNDS } from "./bounds.js";
import { latin, lenient } from "./characters.js";
import { inflate } from "./inflate.js";
import { put } from "./objects.js";

/**
 * A request; the names of its headers are in lower case.
 *
 * @typedef {object} Request
 * @property {string} method
 * @property {string} url
 * @property {{ [name: string]: string }} headers
 * @property {Uint8Array} body
 *
 * @typedef {import("./objects.js").Dict} Dict
 */

const EMPTY = new Uint8Array();
/** Codings that only the browser can undo, by the name it has for them. */
const STREAMED = Object.freeze(["br", "zstd"]);
/** @type {{ [coding: string]: string }} */
const FORMATS = { br: "brotli", zstd: "zstd" };

/** The codings of a body, the last one first. @type {(request: Request) => string[]} */
function codings({ headers }) {
  const named = (headers["content-encoding"] ?? "").split(",").map((coding) => coding.trim().toLowerCase());
  return named.filter((coding) => coding !== "").reverse();
}

/**
 * The body of a request as the page wrote it; empty where it is broken or too large.
 *
 * @type {(request: Request) => Uint8Array}
 */
export function bodyOf(request) {
  const most = BOUNDS.MAX_REQUEST_BODY;
  /** @type {Uint8Array | undefined} */
  let body = request.body.length > most ? EMPTY : request.body;
  const named = codings(request);
  for (const coding of named) {
    if (body.length === 0) return EMPTY;
    if (coding === "gzip" || coding === "x-gzip" || coding === "deflate") body = inflate(body, most);
    else if (coding !== "identity") body = undefined;
    if (body === undefined) return EMPTY;
  }
  if (named.length === 0 && body[0] === 0x1f && body[1] === 0x8b) return inflate(body, most) ?? EMPTY;
  return body;
}

/** True where a body must be unpacked before a match can look into it. @type {(request: Request) => boolean} */
export const packed = (request) => codings(request).some((coding) => STREAMED.includes(coding));

/**
 * The same request with its body unpacked, where only the browser can do that.
 *
 * @type {(request: Request) => Promise<Request>}
 */
export async function unpacked(request) {
  let { body } = request;
  for (const coding of codings(request)) {
    body = STREAMED.includes(coding)
      ? await streamed(body, FORMATS[coding] ?? "")
      : bodyOf({ ...request, headers: { "content-encoding": coding }, body });
  }
  const { "content-encoding": _, ...headers } = request.headers;
  return { ...request, headers: { ...headers, "content-encoding": "identity" }, body };
}

/** @type {(body: Uint8Array, format: string) => Promise<Uint8Array>} */
async function streamed(body, format) {
  try {
    const stream = new DecompressionStream(/** @type {CompressionFormat} */ (format));
    const reader = new Blob([/** @type {BlobPart} */ (body)]).stream().pipeThrough(stream).getReader();
    const parts = [];
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      size += value.length;
      if (size > BOUNDS.MAX_REQUEST_BODY) return EMPTY;
    }
    return joined(parts, size);
  } catch {
    return EMPTY;
  }
}

/** @type {(parts: readonly Uint8Array[], size: number) => Uint8Array} */
function joined(parts, size) {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * The fields of a multipart body, files left out; of a name that stands twice the last counts.
 *
 * @type {(body: Uint8Array, type: string) => Dict}
 */
export function multipart(body, type) {
  /** @type {Dict} */
  const fields = {};
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]*)"|([^;\s]+))/i.exec(type) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) return fields;
  const line = new RegExp(`(?:^|\\r\\n|\\r|\\n)--${boundary.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")}(--)?[ \\t]*(?=\\r|\\n|$)`);
  const [, ...pieces] = latin(body).split(line);
  for (let at = 0; at < pieces.length && pieces[at] === undefined; at += 2) {
    const [, head, value] = /^(?:\r\n|\r|\n)((?:[^\r\n]+(?:\r\n|\r|\n))*)(?:\r\n|\r|\n)([^]*)$/.exec(pieces[at + 1] ?? "") ?? [];
    const disposition = /^content-disposition:(.*)$/im.exec(head ?? "")?.[1] ?? "";
    const name = parameter(disposition, "name");
    if (name === undefined || /;\s*filename\*?=/i.test(disposition)) continue;
    put(fields, name, lenient(bytesOf(value ?? "")));
  }
  return fields;
}

/** A parameter of a header, as text. @type {(header: string, name: string) => string | undefined} */
function parameter(header, name) {
  const [, quoted, bare] = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, "i").exec(header) ?? [];
  const value = quoted?.replace(/\\(.)/g, "$1") ?? bare;
  return value === undefined ? undefined : lenient(bytesOf(value));
}

/** @type {(text: string) => Uint8Array} */
const bytesOf = (text) => Uint8Array.from(text, (character) => character.charCodeAt(0));
