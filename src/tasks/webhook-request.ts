import { createHmac } from 'node:crypto';
import { unknownField } from '../check-fields.js';
import { StaskError } from '../errors.js';

export interface WebhookRequest {
  /** `http:` or `https:`, without user and password; at most 2000 characters. */
  url: string;
  /** Signs each delivery; it is never shown again. */
  secret?: string;
}

/** What a host decides about webhooks. */
export interface WebhookOptions {
  /** Host names that may be called, `*.example.com` for all below one. Default: any. */
  allow?: readonly string[];
  /** Longest wait for an answer in milliseconds. Default 10000. */
  timeoutMs?: number;
  /** Deliveries tried until it is given up. Default 8, over about 9 minutes. */
  maxAttempts?: number;
}

const MAX_URL = 2_000;
const MAX_SECRET = 255;

/** @throws STASK_USAGE naming what is wrong; the secret is never part of it */
export function checkWebhook(
  webhook: unknown,
  allow?: readonly string[],
): { readonly url: string; readonly secret: string | null } {
  const problem =
    typeof webhook === 'object' && webhook !== null ? unknownField(webhook, ['url', 'secret']) : undefined;
  if (problem !== undefined) throw new StaskError('STASK_USAGE', `Task not created: webhook: ${problem}`);
  const { url, secret } = (typeof webhook === 'object' && webhook !== null ? webhook : {}) as Partial<WebhookRequest>;
  if (typeof url !== 'string' || url.length > MAX_URL || !URL.canParse(url))
    throw usage('webhook.url must be an absolute http or https URL of at most 2000 characters');
  const { protocol, username, password, hostname, href } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') throw usage(`webhook.url must be http or https, got ${protocol}`);
  if (username !== '' || password !== '')
    throw usage('webhook.url must not hold a user or password; give `secret` and check the signature');
  if (allow !== undefined && !allow.some((pattern) => hostMatches(hostname, pattern)))
    throw usage(`webhook.url may not call ${hostname}; the host allows: ${allow.join(', ') || 'none'}`);
  if (secret !== undefined && (typeof secret !== 'string' || secret === '' || secret.length > MAX_SECRET))
    throw usage(`webhook.secret must be a text of 1 to ${MAX_SECRET} characters`);
  return { url: href, secret: secret ?? null };
}

export function hostMatches(hostname: string, pattern: string): boolean {
  const wanted = pattern.toLowerCase();
  return wanted.startsWith('*.') ? hostname.endsWith(wanted.slice(1)) : hostname === wanted;
}

/** `t=<seconds>,v1=<hex>`: HMAC-SHA256 of `<seconds>.<body>`. */
export function signatureOf(secret: string, seconds: number, body: string): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

const usage = (problem: string): StaskError => new StaskError('STASK_USAGE', `Task not created: ${problem}.`);
