/** The count of our own failures. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Faults } from "../../../extension/background/faults.js";

const memory = () => {
  /** @type {Record<string, unknown>} */
  const items = {};
  return { items, get: async () => structuredClone(items), set: async (/** @type {object} */ more) => void Object.assign(items, structuredClone(more)) };
};

test("each one counts, however many come at once", async () => {
  const session = memory();
  const faults = new Faults(session, () => new Date(2024, 10, 20, 23));
  await Promise.all([faults.note(), faults.note(), faults.note()]);
  assert.equal(await faults.today(), 3);
  assert.deepEqual(session.items, { faults: { day: "2024-11-20", count: 3 } });
});

test("a new day begins at nothing, and another worker goes on", async () => {
  const session = memory();
  let now = new Date(2024, 10, 20, 23);
  const clock = () => now;
  await new Faults(session, clock).note();
  assert.equal(await new Faults(session, clock).today(), 1);
  now = new Date(2024, 10, 21, 1);
  assert.equal(await new Faults(session, clock).today(), 0);
  await new Faults(session, clock).note();
  assert.equal(await new Faults(session, clock).today(), 1);
});

test("what nobody catches is counted", async () => {
  const faults = new Faults(memory());
  const world = new EventTarget();
  faults.listen(world);
  world.dispatchEvent(new Event("error"));
  world.dispatchEvent(new Event("unhandledrejection"));
  world.dispatchEvent(new Event("message"));
  await faults.turn;
  assert.equal(await faults.today(), 2);
});

test("where nothing can be kept, nothing more goes wrong", async () => {
  const failing = { get: async () => ({}), set: () => Promise.reject(new Error("full")) };
  await new Faults(failing).note();
});
