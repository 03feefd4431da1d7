/** What a request carries, out of what Firefox tells of it. */

import { BOUNDS } from "../engine/bounds.js";

const FORM = "application/x-www-form-urlencoded";
const SLICE = 0x8000;
const encoder = new TextEncoder();

/**
 * The body of a request: its bytes, or its form made anew, for of a form Firefox tells the fields alone. Undefined where
 * nothing of it can be known, or it is larger than an act is.
 *
 * @type {(told: browser.Body | null | undefined) => { bytes: Uint8Array, type?: string } | undefined}
 */
export function bodyOf(told) {
  if (!told) return { bytes: new Uint8Array() };
  if (told.formData) return { bytes: encoder.encode(formOf(told.formData)), type: FORM };
  if (!told.raw) return undefined;
  const parts = told.raw.map(({ bytes }) => (bytes ? new Uint8Array(bytes) : undefined));
  const length = parts.reduce((sum, part) => sum + (part ? part.length : Infinity), 0);
  if (length > BOUNDS.MAX_REQUEST_BODY) return undefined;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    if (part) bytes.set(part, at);
    at += part?.length ?? 0;
  }
  return { bytes };
}

/** @type {(fields: { [name: string]: string[] }) => string} */
function formOf(fields) {
  const pairs = Object.entries(fields).flatMap(([name, values]) => values.map((value) => [name, value ?? ""]));
  return new URLSearchParams(pairs).toString();
}

/** Headers by their names in lower case; what a body is was told already. @type {(headers: browser.Header[], type?: string) => { [name: string]: string }} */
export function headersOf(headers, type) {
  const named = Object.fromEntries(headers.map(({ name, value = "" }) => [name.toLowerCase(), value]));
  return type === undefined ? named : { ...named, "content-type": type };
}

/** Bytes as the protection takes them. @type {(bytes: Uint8Array) => string} */
export function base64(bytes) {
  let binary = "";
  for (let at = 0; at < bytes.length; at += SLICE) binary += String.fromCharCode(...bytes.subarray(at, at + SLICE));
  return btoa(binary);
}
