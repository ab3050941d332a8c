import { readSync, writeSync } from 'node:fs';
import { parseSafeJson } from './safe-json.js';

/** Descriptor of the pipe between a host and its inspection process. */
export const CHANNEL_FD = 3;

const { stringify } = JSON;

/** The child's end. */
export interface InspectionChannel {
  /** What the host sent. */
  readonly order: unknown;
  readonly send: (message: object) => void;
}

/**
 * Opens the child's end and reads the one message that the host sends, whole, before any code of a package runs: nothing
 * is left in the pipe that a package could take, whoever its neighbours are. It carries a secret that opens each line
 * the child writes: what worker code writes into the same descriptor is not taken for an answer.
 */
export function openInspectionChannel(): InspectionChannel {
  const order = parseSafeJson(readLine()) as { secret: string };
  const send = (message: object): void => {
    let rest = Buffer.from(`\n${order.secret}${stringify(message)}\n`);
    while (rest.length > 0) {
      const written = retried(() => writeSync(CHANNEL_FD, rest));
      rest = rest.subarray(written);
    }
  };
  return { order, send };
}

/** @throws Error when the host is gone before it sent anything */
function readLine(): string {
  const chunk = Buffer.alloc(64 * 1024);
  let text = '';
  while (!text.endsWith('\n')) {
    const length = readSync(CHANNEL_FD, chunk);
    if (length === 0) throw new Error('The host of this inspection is gone');
    text += chunk.toString('latin1', 0, length); // messages to the child are ASCII: see `encodeForChild`
  }
  return text;
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

/** Worker code may have made the descriptor non-blocking; then a full pipe is waited for. */
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
