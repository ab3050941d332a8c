import { assertPublicHost } from './addresses.js';
import { inputError } from './input-error.js';
import type { HttpSettings } from './settings.js';

export type HostRules = Pick<HttpSettings, 'hosts' | 'redirectHosts' | 'privateHosts'>;

/**
 * Reads the address of a first request.
 * @throws a non-retryable error when it is none, or one that the settings do not allow
 */
export function startUrl(text: string, rules: HostRules): URL {
  const url = httpUrl(text);
  if (rules.hosts.length > 0 && !isListed(url, rules.hosts)) {
    throw inputError(`"${url.host}" may not be asked; the setting "hosts" allows ${rules.hosts.join(', ')}.`);
  }
  if (!mayBePrivate(url, rules)) assertPublicHost(url.hostname);
  return url;
}

/**
 * Where a redirect leads.
 * @throws a non-retryable error when it leads to another host that is not allowed, or away from https
 */
export function redirectUrl(location: string, from: URL, rules: HostRules): URL {
  const url = httpUrl(location, from);
  if (from.protocol === 'https:' && url.protocol !== 'https:') {
    throw inputError(`"${from.host}" redirects from https to "${shownUrl(url)}", which is not encrypted.`);
  }
  if (!isSameHost(from, url) && !isListed(url, rules.redirectHosts)) {
    throw inputError(
      `"${from.host}" redirects to another host, "${url.host}". If it may, add it to the setting "redirect_hosts".`,
    );
  }
  if (!mayBePrivate(url, rules)) assertPublicHost(url.hostname);
  return url;
}

/** Whether the host may have an address that is not public. */
export function mayBePrivate(url: URL, { privateHosts }: HostRules): boolean {
  return isListed(url, privateHosts);
}

/** The address as people may read it: without what may be a secret. */
export function shownUrl({ origin, pathname }: URL): string {
  return origin + pathname;
}

function httpUrl(text: string, base?: URL): URL {
  if (!URL.canParse(text, base?.href)) throw inputError(`"${text.slice(0, 200)}" is no address.`);
  const url = new URL(text, base);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw inputError(`Addresses begin with https:// or http://, got "${url.protocol}".`);
  }
  if (url.username !== '' || url.password !== '') {
    throw inputError(
      `The address of "${url.host}" must not hold a user or password; the setting "api.key" is for that.`,
    );
  }
  return url;
}

/** The same name and port, or the step from http to https. */
function isSameHost(from: URL, to: URL): boolean {
  return from.host === to.host || (from.hostname === to.hostname && from.port === '' && to.port === '');
}

/** `example.org` stands for itself on any port, `example.org:8080` for that port, `*.example.org` for what is below it. */
function isListed({ host, hostname }: URL, list: readonly string[]): boolean {
  return list
    .map((entry) => entry.toLowerCase())
    .some((entry) =>
      entry.startsWith('*.') ? hostname.endsWith(entry.slice(1)) : entry === hostname || entry === host,
    );
}
