/** What decides whether a change comes from a page of our own. */
export interface WriteOrigin {
  readonly method: string;
  readonly headers: Headers;
  /** Origins of the admin itself by `Host`, http and https. */
  readonly host: string;
  readonly trustedOrigins: readonly string[];
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Why a request that changes something is refused; undefined when it is let through. Browsers tell by `Sec-Fetch-Site`
 * where a request comes from; on plain HTTP they do not, but `Origin` names the page. A client with neither is no
 * browser: it must not live off cookies.
 *
 * @see docs/admin.md, "Cross-site requests"
 */
export function crossSiteRefusal({ method, headers, host, trustedOrigins }: WriteOrigin): string | undefined {
  if (SAFE.has(method)) return undefined;
  const origin = headers.get('origin');
  if (origin !== null && trustedOrigins.includes(origin)) return undefined;
  const site = headers.get('sec-fetch-site');
  if (site !== null) {
    if (site === 'same-origin' || site === 'none') return undefined;
    return `Sec-Fetch-Site is "${site.slice(0, 40)}"`;
  }
  if (origin !== null) return isOwn(origin, host) ? undefined : `Origin is "${origin.slice(0, 100)}"`;
  if (headers.has('authorization') || !headers.has('cookie')) return undefined;
  return 'neither Sec-Fetch-Site nor Origin is sent, with a cookie';
}

function isOwn(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
