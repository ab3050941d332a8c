import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '../typeorm/database.js';
import {
  answerRequestKey,
  dropRequestKey,
  forgetRequestKeys,
  takeOverRequestKey,
  takeRequestKey,
} from '../typeorm/request-keys.js';
import { problem } from './problem.js';

const KEPT_MS = 24 * 3_600_000;
const SWEEP_MS = 10 * 60_000;
/** A request without an answer for this long was of a process that died. */
const SILENT_MS = 60_000;
const WAIT_MS = 10_000;
const LOOK_MS = 50;

interface Kept {
  readonly status: number;
  readonly text: string;
  readonly headers: Record<string, string>;
}

/**
 * Gives a repeated request with the same `Idempotency-Key` the first answer instead of doing it again, whichever
 * process did it. Requests at the same moment wait for the one that came first.
 */
export function createIdempotency(database: Sql) {
  let sweptAt = 0;

  const sweep = async (): Promise<void> => {
    if (Date.now() - sweptAt < SWEEP_MS) return;
    sweptAt = Date.now();
    await forgetRequestKeys(database, KEPT_MS);
  };

  async function doIt(key: string, act: () => Promise<Response>): Promise<Kept> {
    let kept: Kept;
    try {
      kept = await keep(await act());
    } catch (error) {
      await dropRequestKey(database, key).catch(() => undefined); // it is taken over after a minute
      throw error;
    }
    await answerRequestKey(database, key, JSON.stringify(kept));
    return kept;
  }

  async function answerOf(key: string, body: string, act: () => Promise<Response>): Promise<Kept> {
    const startedAt = performance.now();
    for (;;) {
      const taken = await takeRequestKey(database, key, body);
      if (taken.ours) return doIt(key, act);
      if (taken.bodyHash !== body)
        throw problem(422, 'idempotency-key-reused', 'This Idempotency-Key was sent with another body before.');
      if (taken.answer !== null) return JSON.parse(taken.answer) as Kept;
      if (await takeOverRequestKey(database, key, SILENT_MS)) return doIt(key, act);
      if (performance.now() - startedAt > WAIT_MS)
        throw problem(409, 'idempotency-key-busy', 'The first request with this Idempotency-Key has no answer yet.', {
          headers: { 'retry-after': '10' },
        });
      await sleep(LOOK_MS);
    }
  }

  return {
    /** @param scope what the key belongs to: the user and the route */
    async once(key: string | null, scope: string, body: unknown, act: () => Promise<Response>): Promise<Response> {
      if (key === null) return act();
      if (key.length > 255)
        throw problem(400, 'idempotency-key-too-long', 'An Idempotency-Key has at most 255 characters.');
      await sweep();
      const { status, text, headers } = await answerOf(hashOf(`${scope}\n${key}`), hashOf(JSON.stringify(body)), act);
      return new Response(text, { status, headers });
    },
  };
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

async function keep(response: Response): Promise<Kept> {
  return { status: response.status, text: await response.text(), headers: Object.fromEntries(response.headers) };
}
