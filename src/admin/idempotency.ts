import { createHash } from 'node:crypto';
import { problem } from './problem.js';

const KEPT_MS = 24 * 3_600_000;
const MAX_ENTRIES = 10_000;

interface Entry {
  readonly body: string;
  readonly answer: Promise<{ status: number; text: string; headers: Record<string, string> }>;
  readonly at: number;
}

/** Gives a repeated request with the same `Idempotency-Key` the first answer instead of doing it again; in this process. */
export function createIdempotency(now: () => number = Date.now) {
  const entries = new Map<string, Entry>();
  const forget = (): void => {
    for (const [key, { at }] of entries) {
      if (now() - at < KEPT_MS && entries.size <= MAX_ENTRIES) return;
      entries.delete(key);
    }
  };
  return {
    /** @param scope what the key belongs to: the user and the route */
    async once(key: string | null, scope: string, body: unknown, act: () => Promise<Response>): Promise<Response> {
      if (key === null) return act();
      if (key.length > 255)
        throw problem(400, 'idempotency-key-too-long', 'An Idempotency-Key has at most 255 characters.');
      forget();
      const id = `${scope}\n${key}`;
      const digest = createHash('sha256').update(JSON.stringify(body)).digest('base64');
      const known = entries.get(id);
      if (known !== undefined && known.body !== digest)
        throw problem(422, 'idempotency-key-reused', 'This Idempotency-Key was sent with another body before.');
      const entry = known ?? { body: digest, at: now(), answer: act().then(keep) };
      if (known === undefined) {
        entries.set(id, entry);
        entry.answer.catch(() => entries.delete(id)); // a failed request may be tried again
      }
      const { status, text, headers } = await entry.answer;
      return new Response(text, { status, headers });
    },
  };
}

async function keep(response: Response): Promise<{ status: number; text: string; headers: Record<string, string> }> {
  return { status: response.status, text: await response.text(), headers: Object.fromEntries(response.headers) };
}
