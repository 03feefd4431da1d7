/** Bodies of requests: unwrapped from what they were sent in, and read as forms. */

import { BOUNDS } from "./bounds.js";
import { latin, lenient } from "./characters.js";
import { inflate } from "./inflate.js";
import { MOST_PAIRS, together } from "./pairs.js";

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
 * The fields of a multipart body; none where there are too many parts. A part with a file name is left out, unless it
 * is JSON: so pages send a Blob of it.
 *
 * @type {(body: Uint8Array, type: string) => Dict}
 */
export function multipart(body, type) {
  const [, quoted, bare] = /;[ \t]*boundary=(?:"([^"]*)"|([^; \t]+))/i.exec(type) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) return {};
  const line = new RegExp(`(?:^|\\r?\\n)--${boundary.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")}(--)?[ \\t]*(?=\\r?\\n|$)`);
  const [, ...pieces] = latin(body).split(line);
  const end = pieces.findIndex((piece, at) => at % 2 === 0 && piece !== undefined);
  const parts = (end < 0 ? pieces : pieces.slice(0, end)).filter((_, at) => at % 2 === 1);
  return together(parts.length > MOST_PAIRS ? [] : parts.flatMap(fieldOf));
}

/** The name and the value of a part that is a field. @type {(part: string) => [string, string][]} */
function fieldOf(part) {
  const blank = /\r?\n\r?\n/.exec(part);
  const head = part.slice(0, blank?.index ?? 0);
  const named = parametersOf(/\ncontent-disposition:([^\r\n]*)/i.exec(head)?.[1] ?? "");
  const name = named.get("name");
  const json = /\ncontent-type:[ \t]*application\/(?:[^; \t\r\n]*\+)?json\b/i.test(head);
  if (blank === null || name === undefined || ((named.has("filename") || named.has("filename*")) && !json)) return [];
  return [[text(name), text(part.slice(blank.index + blank[0].length))]];
}

/** The parameters of a header by name, in lower case; of two equal ones the first. @type {(header: string) => Map<string, string>} */
function parametersOf(header) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const [, name = "", quoted, bare = ""] of header.matchAll(/;[ \t]*([^=; \t"]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\[^])*)"|([^; \t]*))/g)) {
    if (!found.has(name.toLowerCase())) found.set(name.toLowerCase(), quoted?.replace(/\\([^])/g, "$1") ?? bare);
  }
  return found;
}

/** Bytes that stand for a text each by a character, as that text. @type {(characters: string) => string} */
const text = (characters) => lenient(Uint8Array.from(characters, (character) => character.charCodeAt(0)));
