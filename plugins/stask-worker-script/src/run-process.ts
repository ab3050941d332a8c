import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { inputError } from './input-error.js';
import type { Stream } from './output-lines.js';
import { ProcessTree } from './process-tree.js';

/** Output that is on its way when a command ends; longer only somebody who escaped can hold the pipe open. */
const OUTPUT_LEFT_MS = 1_000;

export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface ProcessLimits {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly graceMs: number;
  readonly onStart: (pid: number) => void;
  readonly onOutput: (stream: Stream, chunk: Buffer) => void;
}

export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly durationMs: number;
}

/**
 * Runs a program without a shell until it ends, its time is over or the signal aborts; what it started ends with it.
 * @throws a non-retryable error when it cannot be started, and the reason of the signal when that aborts
 */
export async function runProcess(
  { file, args, directory, environment }: Program,
  { signal, timeoutMs, graceMs, onStart, onOutput }: ProcessLimits,
): Promise<ProcessEnd> {
  signal.throwIfAborted();
  const startedAt = performance.now();
  const child = execa(file, args, {
    cwd: directory,
    env: { ...environment },
    extendEnv: false,
    stdin: 'ignore',
    buffer: false,
    reject: false,
    cleanup: false,
    detached: process.platform !== 'win32', // a group of its own, so that all of it can be ended
    windowsHide: true,
  });
  if (child.pid === undefined) throw cannotStart(file, await child);
  const tree = new ProcessTree(child.pid);
  const endWithHost = (): void => tree.signal('SIGKILL');
  process.once('exit', endWithHost);
  try {
    onStart(child.pid);
    const reading = Promise.all([read(child.stdout, 'stdout', onOutput), read(child.stderr, 'stderr', onOutput)]);
    const ended = once(child, 'exit').then(() => 'exit' as const);
    const why = await first(ended, signal, timeoutMs);
    await tree.end(graceMs);
    await Promise.race([reading, delay(OUTPUT_LEFT_MS, undefined, { ref: false })]);
    child.stdout.destroy();
    child.stderr.destroy();
    const { exitCode, signal: killedBy } = await child;
    if (why === 'abort') throw signal.reason;
    return {
      exitCode: exitCode ?? null,
      signal: killedBy ?? null,
      timedOut: why === 'timeout',
      durationMs: Math.round(performance.now() - startedAt),
    };
  } finally {
    process.off('exit', endWithHost);
  }
}

/** What comes first: the end, the abort or the time limit. */
async function first(ended: Promise<'exit'>, signal: AbortSignal, timeoutMs: number) {
  const stop = new AbortController();
  try {
    const timeout = delay(timeoutMs, 'timeout' as const, { signal: stop.signal });
    const abort = once(signal, 'abort', { signal: stop.signal }).then(() => 'abort' as const);
    timeout.catch(() => {}); // stopped below
    abort.catch(() => {});
    return await Promise.race([ended, abort, timeout]);
  } finally {
    stop.abort();
  }
}

async function read(stream: Readable, name: Stream, onOutput: ProcessLimits['onOutput']): Promise<void> {
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) onOutput(name, chunk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error; // given up above
  }
}

interface NotStarted {
  readonly cause?: unknown;
  readonly code?: string | undefined;
  readonly shortMessage?: string | undefined;
}

function cannotStart(file: string, { cause, code, shortMessage }: NotStarted): Error {
  const reason: Record<string, string> = {
    ENOENT: 'it does not exist, or is not on the PATH',
    EACCES: 'it may not be executed',
    E2BIG: 'its arguments are too long',
  };
  return inputError(`"${file}" cannot be started: ${reason[code ?? ''] ?? shortMessage ?? code}.`, { cause });
}
