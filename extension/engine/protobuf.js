/** Protobuf messages without their definition: fields by number. */

import { BOUNDS } from "./bounds.js";

const BITS = 2n ** 64n - 1n;

/**
 * The values at a path such as "5.1" or 9, or all of any depth for "**".
 *
 * @type {(message: Uint8Array, path: string | number) => (string | Uint8Array)[]}
 */
export function fields(message, path) {
  if (path === "**") return everything(message);
  let messages = [message];
  const numbers = String(path).split(".").map(Number);
  for (let at = 0; at < numbers.length - 1; at++) {
    const found = messages.flatMap((one) => named(one, numbers[at]));
    messages = found.filter((value) => typeof value !== "string").slice(0, BOUNDS.MAX_VALUES);
  }
  return messages.flatMap((one) => named(one, numbers.at(-1))).slice(0, BOUNDS.MAX_VALUES);
}

/** @type {(message: Uint8Array, number: number | undefined) => any[]} */
function named(message, number) {
  const found = [];
  for (const [field, value] of read(message)) {
    if (field !== number) continue;
    found.push(value);
    if (found.length === BOUNDS.MAX_VALUES) break;
  }
  return found;
}

/**
 * Every value at any depth, all of one depth before the next.
 *
 * @type {(message: Uint8Array) => (string | Uint8Array)[]}
 */
function everything(message) {
  /** @type {(string | Uint8Array)[]} */
  const found = [];
  const waiting = [message.subarray(0, BOUNDS.MAX_STEPS)];
  for (const one of waiting) {
    for (const [, value] of read(one)) {
      if (found.length === BOUNDS.MAX_VALUES) return found;
      found.push(value);
      if (typeof value !== "string" && value.length > 1) waiting.push(value);
    }
  }
  return found;
}

/**
 * The fields of a message with their numbers, up to a damaged place.
 *
 * @type {(message: Uint8Array) => Generator<[number, string | Uint8Array]>}
 */
function* read(message) {
  let at = 0;
  while (at < message.length) {
    const tag = varint(message, at);
    if (tag === undefined) return;
    at = tag.end;
    const number = Number(tag.value >> 3n);
    const type = Number(tag.value & 7n);
    if (type === 0) {
      const value = varint(message, at);
      if (value === undefined) return;
      at = value.end;
      yield [number, value.value.toString()];
      continue;
    }
    const size = type === 2 ? varint(message, at) : undefined;
    const length = type === 1 ? 8 : type === 5 ? 4 : size === undefined ? NaN : Number(size.value);
    at = size?.end ?? at;
    if (!(at + length <= message.length)) return;
    yield [number, message.subarray(at, at + length)];
    at += length;
  }
}

/** @type {(bytes: Uint8Array, at: number) => { value: bigint, end: number } | undefined} */
function varint(bytes, at) {
  let value = 0n;
  for (let place = 0; place < 10; place++) {
    const byte = bytes[at + place];
    if (byte === undefined) return undefined;
    value |= BigInt(byte & 127) << BigInt(7 * place);
    if (byte < 128) return { value: value & BITS, end: at + place + 1 };
  }
  return undefined;
}
