import { execa } from 'execa';
import { inputError } from './input-error.js';

/** How long a package manager that was asked to stop has before it is killed. */
const GRACE_MS = 1_500;
const MAX_OUTPUT = 64_000_000;

export interface ManagerCall {
  readonly file: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Whether its answer is for people, line by line, as well. */
  readonly logAnswer: boolean;
  /** Each line that it says beside its answer. */
  readonly onLine: (line: string) => void;
}

export interface ManagerAnswer {
  readonly exitCode: number | undefined;
  readonly stdout: string;
}

/**
 * Runs a package manager without a shell and gives what it prints to stdout; its exit code alone says little, since some
 * end with 1 when there is something to tell.
 *
 * @throws a non-retryable error when it is not there, an error when its time is over, the signal's reason when that aborts
 */
export async function runManager(call: ManagerCall): Promise<ManagerAnswer> {
  const { file, args, directory, environment, timeoutMs, signal, logAnswer, onLine } = call;
  signal.throwIfAborted();
  const child = execa(file, args, {
    cwd: directory,
    env: { ...environment },
    extendEnv: false,
    stdin: 'ignore',
    all: true,
    buffer: { stdout: true, stderr: false, all: false },
    maxBuffer: { stdout: MAX_OUTPUT },
    reject: false,
    cleanup: false,
    detached: process.platform !== 'win32', // a group of its own, so that all of it can be ended
    windowsHide: true,
  });
  const { pid } = child;
  if (pid === undefined) throw cannotStart(file, await child);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  let killing: NodeJS.Timeout | undefined;
  const stop = (): void => {
    endGroup(pid, 'SIGTERM');
    killing = setTimeout(() => endGroup(pid, 'SIGKILL'), GRACE_MS);
  };
  const endWithHost = (): void => endGroup(pid, 'SIGKILL');
  limit.addEventListener('abort', stop, { once: true });
  process.once('exit', endWithHost);
  try {
    for await (const line of child.iterable({ from: logAnswer ? 'all' : 'stderr' }))
      if (line.trim() !== '') onLine(line);
    const { exitCode, stdout, isMaxBuffer } = await child;
    signal.throwIfAborted();
    if (limit.aborted) throw new Error(`${file} was stopped after its ${timeoutMs / 1000} s.`);
    if (isMaxBuffer) throw inputError(`${file} printed more than ${MAX_OUTPUT} bytes.`);
    return { exitCode, stdout };
  } finally {
    clearTimeout(killing);
    limit.removeEventListener('abort', stop);
    process.off('exit', endWithHost);
    endGroup(pid, 'SIGKILL'); // nobody is left, as a rule
  }
}

function endGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // It has ended by itself.
  }
}

function cannotStart(file: string, { cause, code }: { cause?: unknown; code?: string | undefined }): Error {
  const why = code === 'ENOENT' ? 'it is not on the PATH of this host' : (code ?? 'unknown reason');
  return inputError(`The packages are those of ${file}, and ${file} cannot be started: ${why}.`, { cause });
}
