import type { MiddlewareHandler } from 'hono';

/** For answers that are no page: they are data, whatever a browser makes of them. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

const ALWAYS: ReadonlyArray<readonly [string, string]> = [
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
];

/** Headers of every answer; what a route has set stays. */
export const secured: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of ALWAYS) c.res.headers.set(name, value);
  if (!c.res.headers.has('content-security-policy')) c.res.headers.set('content-security-policy', DATA_POLICY);
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
};

/** Problems name the address they belong to. */
export async function withInstance(response: Response, path: string): Promise<Response> {
  if (response.headers.get('content-type') !== 'application/problem+json') return response;
  if (response.body === null) return response; // of a HEAD request
  const problem = (await response.json()) as object;
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  return new Response(JSON.stringify({ ...problem, instance: path }), { status: response.status, headers });
}
