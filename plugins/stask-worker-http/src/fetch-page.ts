import { setTimeout as delay } from 'node:timers/promises';
import type { IncomingMessage } from 'node:http';
import { retryLater, type TaskContext } from 'stask/worker';
import { shownUrl } from './host-rules.js';
import { IdleLimit } from './idle-limit.js';
import { inputError } from './input-error.js';
import { retryAfterMs, throwRefusal } from './refusals.js';
import type { Client } from './request.js';

const MAX_PAGE_BYTES = 64_000_000;
/** A wait that the server asks for is slept through when it is short; the task comes back later from a long one. */
const LONGEST_WAIT_MS = 120_000;
const MAX_TRIES = 5;
const FIRST_PAUSE_MS = 500;

/** What the network says of itself; an answer that is wrong stays wrong. */
const TRANSIENT = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ERR_STREAM_PREMATURE_CLOSE',
];

export interface JsonAnswer {
  readonly body: unknown;
  readonly linkHeader: string | undefined;
}

/**
 * One page as JSON. Asks again when the server says when, and after a pause when it fails: the pages before are not lost.
 * @throws what is left to the task: a long wait, a failure that stays, an answer that is wrong
 */
export async function fetchPage(client: Client, url: URL, idleMs: number, task: TaskContext): Promise<JsonAnswer> {
  for (let tries = 1; ; tries++) {
    const { answer, waitMs, problem } = await tryPage(client, url, idleMs, task.signal);
    if (answer !== undefined) return answer;
    if (waitMs !== undefined && waitMs > LONGEST_WAIT_MS) throw retryLater(waitMs);
    if (tries >= MAX_TRIES) throw problem;
    const pauseMs = waitMs ?? FIRST_PAUSE_MS * 2 ** (tries - 1);
    task.log.warning(`${(problem as Error).message} Asked again in ${pauseMs / 1000} s.`);
    await delay(pauseMs, undefined, { signal: task.signal });
  }
}

/** An answer, or a problem that another try may solve; throws one that stays. */
async function tryPage(client: Client, url: URL, idleMs: number, signal: AbortSignal) {
  const idle = new IdleLimit(idleMs, signal);
  try {
    const { response } = await client.get(
      url,
      { accept: 'application/json', 'accept-encoding': 'identity' },
      idle.signal,
    );
    if (isBusy(response)) {
      response.destroy();
      const problem = new Error(`"${shownUrl(url)}" answered ${response.statusCode}.`);
      return { problem, waitMs: retryAfterMs(response.headers['retry-after'], new Date()) };
    }
    if (response.statusCode !== 200) throwRefusal(response, shownUrl(url));
    const { link } = response.headers;
    return {
      answer: {
        body: parse(await readText(response, idle, url), url),
        linkHeader: typeof link === 'string' ? link : undefined,
      },
    };
  } catch (error) {
    const reason = idle.reasonOf(error);
    if (signal.aborted || !isTransient(reason)) throw reason;
    return { problem: reason };
  } finally {
    idle.stop();
  }
}

function isBusy({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode === 429 || statusCode >= 500;
}

function isTransient(error: unknown): boolean {
  return TRANSIENT.includes((error as NodeJS.ErrnoException).code ?? '');
}

async function readText(response: IncomingMessage, idle: IdleLimit, url: URL): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    idle.heard();
    bytes += chunk.length;
    if (bytes > MAX_PAGE_BYTES) throw inputError(`A page of "${shownUrl(url)}" has more than ${MAX_PAGE_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string, url: URL): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw inputError(
      `The answer of "${shownUrl(url)}" is not JSON; it begins with ${JSON.stringify(text.slice(0, 60))}.`,
      {
        cause,
      },
    );
  }
}
