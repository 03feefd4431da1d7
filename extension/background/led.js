/**
 * Where links that act were to lead: the page they lead to instead asks for it here.
 *
 * The address is not in that page's own, for the browser would write it into its history. It is in memory, and soon not there either.
 */

const LASTS_MS = 10_000;

export class Led {
  constructor() {
    /** @type {Map<number, string>} */
    this.urls = new Map();
  }

  /** @param {{ tabId: number, url: string }} details */
  note({ tabId, url }) {
    this.urls.set(tabId, url);
    setTimeout(() => this.urls.get(tabId) === url && this.urls.delete(tabId), LASTS_MS);
  }

  /** The address a tab was led away from; once. @param {number | undefined} tab @returns {string | null} */
  take(tab = -1) {
    const url = this.urls.get(tab) ?? null;
    this.urls.delete(tab);
    return url;
  }
}
