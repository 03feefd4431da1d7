/** URLs as they are written: nothing is resolved, nothing is made canonical. */

const WHOLE = /^(?:[A-Za-z][A-Za-z0-9+.-]*:)?\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?/s;
const PATH = /^(?:[A-Za-z][A-Za-z0-9+.-]*:)?(\/[^?#]*)(?:\?([^#]*))?/s;

/**
 * The parts of a URL, or of a path that begins with a slash and has no host.
 *
 * @typedef {{ host: string | undefined, path: string, query: string }} Place
 * @type {(text: string) => Place | undefined}
 */
export function place(text) {
  const whole = WHOLE.exec(text);
  if (whole !== null) {
    const [, authority = "", path = "", query = ""] = whole;
    if (authority.includes("[") !== authority.includes("]")) return undefined;
    const host = hostOf(authority);
    return { host: host === "" ? undefined : host, path: path === "" ? "/" : path, query };
  }
  const [, path, query = ""] = PATH.exec(text) ?? [];
  return path === undefined ? undefined : { host: undefined, path, query };
}

/** The host in lower case, without name, password and port. @type {(authority: string) => string} */
function hostOf(authority) {
  const named = authority.slice(authority.lastIndexOf("@") + 1);
  const host = named.startsWith("[") ? named.replace(/\].*$/, "]") : named.replace(/:.*$/, "");
  return host.toLowerCase();
}
