/** URLs as they are written: nothing is resolved, nothing is made canonical but what makes no difference. */

const WHOLE = /^(?:[A-Za-z][A-Za-z0-9+.-]*:)?\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?/s;
const PATH = /^(?:[A-Za-z][A-Za-z0-9+.-]*:)?(\/[^?#]*)(?:\?([^#]*))?/s;
/** Escapes of letters, digits and `-._~`: with and without them a path is the same (RFC 3986, 6.2.2.2). */
const NEEDLESS = /%(2[DEde]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff]|7[Ee])/g;

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
    return { host: host === "" ? undefined : host, path: path === "" ? "/" : plain(path), query };
  }
  const [, path, query = ""] = PATH.exec(text) ?? [];
  return path === undefined ? undefined : { host: undefined, path: plain(path), query };
}

/** A path without escapes that nothing needs. @type {(path: string) => string} */
export const plain = (path) => (path.includes("%") ? path.replace(NEEDLESS, (_, code) => String.fromCharCode(parseInt(code, 16))) : path);

/** The host in lower case, without name, password and port. @type {(authority: string) => string} */
function hostOf(authority) {
  const named = authority.slice(authority.lastIndexOf("@") + 1);
  const host = named.startsWith("[") ? named.replace(/\].*$/, "]") : named.replace(/:.*$/, "");
  return host.toLowerCase();
}
