import { spawn, type ChildProcess } from 'node:child_process';
import { PassThrough, type Duplex, type Readable, type Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../errors.js';
import { childNodeOptions } from './inherited-flags.js';
import { CHANNEL_FD } from './inspection-channel.js';
import { endWithThisProcess, killGroup } from './process-group.js';
import { oneLine } from './thrown-text.js';

/** A running process with what connects it to this one. */
export interface SpawnedInspection {
  readonly channel: Duplex;
  /** The end of what was printed, and a way to forget it. */
  readonly tail: { readonly read: () => string; readonly clear: () => void };
  /** Resolves with how it ended, when nothing of it is left and its last words are read. */
  readonly ended: Promise<string>;
  readonly kill: () => void;
}

const MAIN = fileURLToPath(new URL('inspect-child.js', import.meta.url));
const TAIL_LENGTH = 2_000;
/** A package must not be able to take the memory of the machine. */
const HEAP_MB = 512;

/** Starts the process in a group of its own, with the loaders and the environment of this one. Never throws. */
export function spawnInspection(hostRoot: string): SpawnedInspection {
  try {
    return connect(spawnNode(hostRoot));
  } catch (error) {
    const how = `could not be started: ${oneLine(messageOf(error))}`;
    return { channel: new PassThrough(), tail: keepTail([]), ended: Promise.resolve(how), kill: () => {} };
  }
}

function connect(child: ChildProcess): SpawnedInspection {
  // Without free descriptors there are no pipes; then the child's error event tells.
  const [, stdout, stderr, pipe] = (child.stdio as ChildProcess['stdio'] | undefined) ?? [];
  const channel = (pipe as Duplex | undefined) ?? new PassThrough();
  channel.on('error', () => {}); // the process is going; its exit is what counts
  const stopWatching = endWithThisProcess(child);
  const streams = [stdout, stderr, channel].filter((stream) => stream != null);
  const ended = endOf(child, streams).then((how) => {
    killGroup(child);
    stopWatching();
    for (const stream of streams) stream.destroy();
    return how;
  });
  return { channel, tail: keepTail([stdout, stderr]), ended, kill: () => killGroup(child) };
}

function spawnNode(hostRoot: string): ChildProcess {
  const { execArgv, env } = childNodeOptions(process.execArgv, process.env);
  return spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, '--no-warnings', ...execArgv, MAIN], {
    cwd: currentFolder() ?? hostRoot,
    env,
    stdio: ['ignore', 'pipe', 'pipe', ...Array.from({ length: CHANNEL_FD - 2 }, () => 'pipe' as const)],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
}

/** Relative loader flags count from the folder of this process; it may have been removed. */
function currentFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/** How long what was written before the end may take to be read; a process that it left behind may hold the pipes open. */
const LAST_WORDS_MS = 500;

function endOf(child: ChildProcess, streams: readonly Stream[]): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve(`could not be started: ${oneLine(message)}`));
    child.once('exit', (code, signal) => {
      const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
      void Promise.all(streams.map(closed)).then(() => resolve(how));
      setTimeout(() => {
        for (const stream of streams) stream.destroy();
      }, LAST_WORDS_MS).unref();
    });
  });
}

type Stream = Readable | Writable;

const closed = (stream: Stream): Promise<void> =>
  stream.closed ? Promise.resolve() : new Promise((resolve) => stream.once('close', () => resolve()));

/** Reads and forgets what worker code prints, but for the end of it. */
function keepTail(streams: ReadonlyArray<ChildProcess['stdio'][number] | undefined>): SpawnedInspection['tail'] {
  let text = '';
  for (const stream of streams) {
    stream?.on('error', () => {}); // output that cannot be read is not needed
    stream?.on('data', (chunk: Buffer) => {
      text = (text + chunk.subarray(-TAIL_LENGTH).toString()).slice(-TAIL_LENGTH);
    });
  }
  return {
    read: () => (text.trim() === '' ? '' : `; its last output: ${oneLine(text.trim().slice(-300))}`),
    clear: () => (text = ''),
  };
}
