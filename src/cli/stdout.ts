import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { WriteStream } from 'node:tty';

/** The real stdout. */
export interface OwnStdout {
  readonly stream: WriteStream;
  /** Writes at once, for the last word of an ending process. */
  readonly writeNow: (text: string) => void;
}

const STDOUT_FD = 1;
const STDERR_FD = 2;

/**
 * Keeps the real stdout for the command's own data and gives everything that is loaded later stderr in its place:
 * `process.stdout`, `console.log` and writes to descriptor 1. A JSON document on stdout stays alone that way.
 * Call it before any other code writes; child processes keep their own descriptors.
 */
export function claimStdout(): OwnStdout {
  const stream = process.stdout;
  const { writeSync } = fs;
  const elsewhere = process.stderr;
  Object.defineProperty(process, 'stdout', { configurable: true, enumerable: true, get: () => elsewhere });
  redirectDescriptor('write');
  redirectDescriptor('writeSync');
  syncBuiltinESMExports();
  return { stream, writeNow: (text) => void writeSync(STDOUT_FD, text) };
}

/** Loggers such as pino write to the descriptor, not to the stream. */
function redirectDescriptor(name: 'write' | 'writeSync'): void {
  const original = fs[name] as (fd: number, ...rest: unknown[]) => unknown;
  const redirected = (fd: number, ...rest: unknown[]): unknown =>
    Reflect.apply(original, fs, [fd === STDOUT_FD ? STDERR_FD : fd, ...rest]);
  Object.assign(fs, { [name]: redirected });
}
