import type { FileHandle } from 'node:fs/promises';
import { problemReporter, type ProblemListener } from './problem-reporter.js';
import { openForAppend } from './task-file.js';

/** Most characters that wait for a disk that cannot keep up; what comes then is refused. */
const MAX_WAITING = 16 * 1024 * 1024;

export interface AppenderOptions {
  readonly path: string;
  /** Hears of the first failed write, and of the first after each success. */
  readonly onProblem?: ProblemListener;
}

/** Appends lines to one file: in order, without blocking, never failing its user, with no handle open while idle. */
export interface Appender {
  /** Queues one line, which ends in a newline; false when it was refused because too much is waiting. */
  append(line: string): boolean;
  /** True while lines wait: for a write under way, or for another try after a failed one. */
  isBusy(): boolean;
  /** Tries to write all that waits, and resolves then; never rejects. */
  flush(): Promise<void>;
  /** Forgets what waits; resolves when a write under way is done. Never rejects. */
  drop(): Promise<void>;
}

export function createAppender({ path, onProblem }: AppenderOptions): Appender {
  const report = problemReporter(onProblem);
  let waiting: string[] = [];
  let waitingLength = 0;
  let writing: Promise<void> | undefined;
  // A writer that died, or a disk that was full, may have left half a line: the next one starts on a line of its own.
  let mendTail = true;
  let failing = false;

  function start(): Promise<void> {
    writing ??= writeAll().finally(() => (writing = undefined));
    return writing;
  }

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const lines = waiting;
      waiting = [];
      waitingLength = 0;
      const { written, error } = await appendLines(path, lines, mendTail);
      mendTail = error !== undefined;
      if (error !== undefined) {
        putBack(lines.slice(written));
        if (!failing) report(error);
        failing = true;
        return;
      }
      failing = false;
    }
  }

  function putBack(lines: readonly string[]): void {
    waiting = [...lines, ...waiting];
    waitingLength = waiting.reduce((sum, line) => sum + line.length, 0);
  }

  return {
    append(line) {
      if (waitingLength + line.length > MAX_WAITING && waiting.length > 0) return false;
      waiting.push(line);
      waitingLength += line.length;
      void start();
      return true;
    },
    isBusy: () => writing !== undefined || waiting.length > 0,
    async flush() {
      await writing;
      if (waiting.length > 0) await start();
    },
    async drop() {
      waiting = [];
      waitingLength = 0;
      await writing;
    },
  };
}

/** Appends lines; says how many of them are complete in the file, and what stopped the rest. */
async function appendLines(
  path: string,
  lines: readonly string[],
  mendTail: boolean,
): Promise<{ written: number; error?: unknown }> {
  let handle: FileHandle | undefined;
  let done = 0;
  let prefix = 0;
  try {
    handle = await openForAppend(path);
    if (mendTail && !(await endsWithNewline(handle))) prefix = 1;
    const bytes = Buffer.from((prefix ? '\n' : '') + lines.join(''));
    while (done < bytes.length) done += (await handle.write(bytes, done)).bytesWritten;
    return { written: lines.length };
  } catch (error) {
    return { written: countComplete(lines, done - prefix), error };
  } finally {
    await handle?.close().catch(() => undefined); // the lines are in the file, or their error is reported already
  }
}

function countComplete(lines: readonly string[], bytes: number): number {
  let left = bytes;
  const torn = lines.findIndex((line) => (left -= Buffer.byteLength(line)) < 0);
  return torn === -1 ? lines.length : torn;
}

async function endsWithNewline(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return true;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 0x0a;
}
