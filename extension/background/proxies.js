/**
 * Behind a proxy that protects a page the extension is silent there, so that nobody is asked twice.
 *
 * A page that came through the proxy bears a sign, which anybody could give. It only makes us ask on a host below the
 * site's own domain that exists nowhere but in the proxy: who answers there has a certificate for it. No script of a page
 * can do that; the site itself could, and could as well not send us its pages. Without the sign nothing is asked, for
 * a name that is looked up tells others of the extension.
 */

import { upward } from "../engine/hosts.js";

/** @typedef {{ get: (names: string[]) => Promise<{ [name: string]: any }>, set: (items: { [name: string]: unknown }) => Promise<void> }} Area */

const NAME = "jari-netral";
const ITEM = "behind";
const PATIENCE_MS = 3_000;

export class Proxies {
  /** @param {Area} session @param {() => void} changed is told when a site came, or is gone */
  constructor(session, changed = () => {}) {
    this.session = session;
    this.changed = changed;
    /** Sites behind a proxy, as we last knew. @type {Promise<Set<string>> | undefined} */
    this.known = undefined;
  }

  /** Whether a proxy asks people on pages of this origin; looked at anew where it bears the sign, or did so before. @param {Iterable<string>} hosts all that are covered @param {string | undefined} origin @param {boolean} isSigned @returns {Promise<boolean>} */
  async protects(hosts, origin, isSigned) {
    const site = siteOf(hosts, origin);
    if (site === undefined) return false;
    const known = await this.sites();
    if (!isSigned && !known.has(site)) return false;
    const isThere = await answers(site);
    if (isThere !== known.has(site)) await this.#keep(site, isThere);
    return isThere;
  }

  /** The sites that are behind a proxy, as we last knew. @returns {Promise<Set<string>>} */
  sites() {
    return (this.known ??= this.session.get([ITEM]).then(({ [ITEM]: kept }) => new Set(kept ?? [])));
  }

  /** @param {string} site @param {boolean} isThere */
  async #keep(site, isThere) {
    const known = await this.sites();
    if (isThere) known.add(site);
    else known.delete(site);
    await this.session.set({ [ITEM]: [...known] });
    this.changed();
  }
}

/** The covered domain that an origin lies in. @type {(hosts: Iterable<string>, origin: string | undefined) => string | undefined} */
function siteOf(hosts, origin) {
  if (origin === undefined || !URL.canParse(origin)) return undefined;
  const covered = new Set(hosts);
  return [...upward(new URL(origin).hostname)].filter((domain) => covered.has(domain)).at(-1);
}

/** Whether the proxy answers for a site. @type {(site: string) => Promise<boolean>} */
async function answers(site) {
  try {
    const response = await fetch(`https://${NAME}.${site}/.well-known/${NAME}/here`, {
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return response.status === 200 && (await response.json())?.protects === site;
  } catch {
    return false;
  }
}
