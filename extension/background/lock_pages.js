/**
 * Links that act when they are followed: the browser goes to a page of ours first, which asks the engine, and its person
 * where there is something to ask. No account is named here, only hosts and paths.
 */

import { list } from "../engine/route.js";

const PAGE = "pages/warning.html";
/** The same, and no site may lead there. */
const DIRECT = "pages/window.html";
const PART = /(\{[a-z_]+(?:\.\.\.)?\})/;

/**
 * Rules that lead there, without numbers. From a page of the site our page has a name that the site can't know, so that
 * it can't tell whether we are there; the browser itself, with an address that was typed, takes no such name.
 *
 * @type {(ruleset: any, silent: ReadonlySet<string>, runtime: Pick<typeof chrome.runtime, "getURL">) => object[]}
 */
export function pageRules({ platforms }, silent, runtime) {
  const covered = platforms.flatMap((/** @type {any} */ { hosts }) => hosts);
  const unnamed = runtime.getURL(PAGE);
  const plain = runtime.getURL(DIRECT);
  return platforms.flatMap((/** @type {any} */ platform) => (platform.actions ?? []).flatMap((/** @type {any} */ rule) => {
    const route = rule.envelope === undefined ? rule : platform.envelopes[rule.envelope];
    const hosts = (route.hosts ?? platform.hosts).filter((/** @type {string} */ host) => !silent.has(host));
    if (!list(route.method ?? "POST").includes("GET") || hosts.length === 0) return [];
    const condition = { regexFilter: pattern(hosts, list(route.path)), requestMethods: ["get"], resourceTypes: ["main_frame"] };
    return [
      { priority: 1, action: leading(plain), condition },
      { priority: 2, action: leading(unnamed), condition: { ...condition, initiatorDomains: covered } },
    ];
  }));
}

/** To a page that doesn't hold the address: browsers keep a history. @type {(url: string) => object} */
const leading = (url) => ({ type: "redirect", redirect: { url } });

/** @type {(hosts: string[], paths: readonly string[]) => string} */
const pattern = (hosts, paths) => `^https?://([^/?#]*\\.)?(${hosts.map(literal).join("|")})(:[0-9]+)?(${paths.map(template).join("|")})/?(\\?.*)?$`;

/** @type {(path: string) => string} */
const template = (path) => path.split(PART).map((part) => (part.startsWith("{") ? (part.endsWith("...}") ? "[^?#]+" : "[^/?#]+") : literal(part))).join("");

/** @type {(text: string) => string} */
const literal = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
