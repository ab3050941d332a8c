import { readSync, writeSync } from 'node:fs';
import { parseSafeJson } from './safe-json.js';

/** Descriptor of the pipe between a host and its inspection process. */
export const CHANNEL_FD = 3;

const { stringify } = JSON;

/** The child's end: blocking, so that nothing left behind by a package runs while the next job is awaited. */
export interface InspectionChannel {
  /** The next message of the host; `undefined` when the host is gone. */
  readonly receive: () => unknown;
  readonly send: (message: object) => void;
}

/**
 * Opens the child's end. The first message carries a secret that opens each line the child writes: what worker code
 * writes into the same descriptor is not taken for an answer.
 */
export function openInspectionChannel(): InspectionChannel & { readonly greeting: unknown } {
  const chunk = Buffer.alloc(64 * 1024);
  let pending = '';
  const receive = (): unknown => {
    for (;;) {
      const end = pending.indexOf('\n');
      if (end >= 0) {
        const line = pending.slice(0, end);
        pending = pending.slice(end + 1);
        return parseSafeJson(line);
      }
      const length = retried(() => readSync(CHANNEL_FD, chunk));
      if (length === 0) return undefined;
      pending += chunk.toString('latin1', 0, length); // messages to the child are ASCII: see `encodeForChild`
    }
  };
  const greeting = receive() as { secret: string };
  const send = (message: object): void => {
    let rest = Buffer.from(`\n${greeting.secret}${stringify(message)}\n`);
    while (rest.length > 0) {
      const written = retried(() => writeSync(CHANNEL_FD, rest));
      rest = rest.subarray(written);
    }
  };
  return { receive, send, greeting };
}

/** A message to the child as one line of ASCII. */
export function encodeForChild(message: object): string {
  const text = JSON.stringify(message);
  return `${text.replaceAll(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

/** Takes the authentic lines out of what comes through the pipe; everything else is dropped. */
export function readAnswers(secret: string, onAnswer: (answer: unknown) => void): (chunk: string) => number {
  let pending = '';
  return (chunk) => {
    const lines = (pending + chunk).split('\n');
    pending = lines.pop()!;
    for (const line of lines) if (line.startsWith(secret)) onAnswer(parseSafeJson(line.slice(secret.length)));
    return pending.length;
  };
}

/** Worker code may have made the descriptor non-blocking; then a full or empty pipe is waited for. */
function retried(operation: () => number): number {
  for (;;) {
    try {
      return operation();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }
}
