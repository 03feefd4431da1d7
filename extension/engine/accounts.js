/** Accounts and items as rules and shapes name them. */

import { own } from "./objects.js";

/**
 * @typedef {import("./value.js").Value} Value
 * @typedef {import("./forms.js").Form} Form
 * @typedef {{ of: string, id: string }} Item
 * @typedef {{ id: string | undefined, handle: string | undefined, role: string }} Account
 */

/** The kinds of items. */
export const ITEMS = Object.freeze(["post", "comment", "room", "question", "group"]);

/** The key of an item in a map. @type {(item: Item) => string} */
export const keyOf = (item) => `${item.of} ${item.id}`;

/** A handle without one leading at-sign. @type {(handle: string) => string} */
export const unsigned = (handle) => (handle.startsWith("@") ? handle.slice(1) : handle);

/** A handle as it is compared: also in lower case. @type {(handle: string) => string} */
export const bare = (handle) => unsigned(handle).toLowerCase();

/**
 * The form that ids of a kind keep to, where the platform says one.
 *
 * @type {(forms: { [name: string]: Form }, kind: string) => (id: string) => boolean}
 */
export function keeps(forms, kind) {
  const form = /** @type {Form | undefined} */ (own(/** @type {any} */ (forms), `${kind}_id`));
  return form === undefined ? () => true : (id) => form.fits(id);
}

/**
 * One id and one handle are one account; where there are more of either, each is its own, ids first.
 *
 * @type {(ids: readonly string[], handles: readonly string[], role: string) => Account[]}
 */
export function paired(ids, handles, role) {
  if (ids.length === 1 && handles.length === 1) return [{ id: ids[0], handle: handles[0], role }];
  return [
    ...ids.map((id) => ({ id, handle: undefined, role })),
    ...handles.map((handle) => ({ id: undefined, handle, role })),
  ];
}
