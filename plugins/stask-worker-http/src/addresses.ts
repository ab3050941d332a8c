import { lookup as resolveName, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { inputError } from './input-error.js';

/** An address that the whole internet can reach: neither this machine nor its network, nor a special range. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  return ipaddr.process(address).range() === 'unicast'; // takes an IPv4 address out of its IPv6 clothes first
}

/**
 * Resolves names for one connection, and refuses a name with any address that is not public. The connection is made to
 * the very addresses that were looked at, so a name that changes its mind gains nothing.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolveName(hostname, { ...options, all: true }, (error, addresses) => {
    const found: LookupAddress[] = error === null ? addresses : [];
    const inside = found.find(({ address }) => !isPublicAddress(address));
    const problem = error ?? (inside === undefined ? null : notPublic(hostname, inside.address));
    const first = found[0];
    if (problem !== null || first === undefined) callback(problem, '', 4);
    else if (options.all === true) callback(null, found);
    else callback(null, first.address, first.family);
  });
};

/** @throws a non-retryable error for an address in a URL that is not public; names are left to {@link publicLookup} */
export function assertPublicHost(hostname: string): void {
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0 && !isPublicAddress(address)) throw notPublic(hostname, address);
}

function notPublic(hostname: string, address: string): Error {
  const what = hostname === address ? `"${hostname}" is` : `"${hostname}" has the address ${address}, which is`;
  return inputError(`${what} not public. If it may be asked, add it to the setting "private_hosts".`);
}
