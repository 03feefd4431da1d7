/**
 * Objects whose keys keep the order in which they were written.
 *
 * A JavaScript object moves keys that look like numbers to its front. Objects with such a key carry the true order under
 * a symbol; all others are what they seem.
 */

const ORDER = Symbol("order");

/** @typedef {{ [key: string]: unknown, [ORDER]?: string[] }} Dict */

/** True for an object of JSON: no list, no bytes, not null. @type {(value: unknown) => value is Dict} */
export const isDict = /** @type {any} */ (
  (/** @type {unknown} */ value) =>
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
);

/** What stands under a key of its own, else undefined. @type {(object: Dict, key: string) => unknown} */
export const own = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);

/** The keys in the order in which they were put. @type {(object: Dict) => string[]} */
export const keysOf = (object) => object[ORDER] ?? Object.keys(object);

/** The values in the order in which their keys were put. @type {(object: Dict) => unknown[]} */
export function valuesOf(object) {
  const order = object[ORDER];
  return order === undefined ? Object.values(object) : order.map((key) => object[key]);
}

/**
 * Puts a value under a key; a key put twice keeps its place.
 *
 * @type {(object: Dict, key: string, value: unknown) => void}
 */
export function put(object, key, value) {
  const order = object[ORDER];
  if (order !== undefined) {
    if (!Object.hasOwn(object, key)) order.push(key);
  } else if (looksNumeric(key)) {
    const known = Object.keys(object);
    if (!known.includes(key)) known.push(key);
    Object.defineProperty(object, ORDER, { value: known });
  }
  if (key === "__proto__") define(object, key, value);
  else object[key] = value;
}

/** True where JavaScript might move the key. @type {(key: string) => boolean} */
function looksNumeric(key) {
  const first = key.charCodeAt(0);
  return first >= 48 && first <= 57 && /^\d+$/.test(key);
}

/**
 * Makes an own property of a name that objects treat in a way of their own.
 *
 * @type {(object: Dict, key: string, value: unknown) => void}
 */
function define(object, key, value) {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
