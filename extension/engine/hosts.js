/** Hosts and the domains they lie below. */

/**
 * True where a host is one of the domains or below one.
 *
 * @type {(host: string, domains: readonly string[]) => boolean}
 */
export const hostWithin = (host, domains) => domains.some((domain) => host === domain || host.endsWith(`.${domain}`));

/** A host and the domains above it, the nearest first. @type {(host: string) => Generator<string>} */
export function* upward(host) {
  yield host;
  for (let at = host.indexOf("."); at >= 0; at = host.indexOf(".", at + 1)) yield host.slice(at + 1);
}
