import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { PassThrough, type Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { childNodeOptions } from './inherited-flags.js';
import type { InspectionJob } from './inspect-entries.js';
import { CHANNEL_FD, encodeForChild, readAnswers } from './inspection-channel.js';
import { readInspection, type Inspection } from './inspection.js';
import { endWithThisProcess, killGroup } from './process-group.js';
import { isJsonObject } from './safe-json.js';
import { oneLine } from './thrown-text.js';

/** How one job in an inspection process ended. */
export type JobOutcome =
  | { readonly kind: 'done'; readonly inspection: Inspection; readonly spoiled: boolean }
  | { readonly kind: 'died'; readonly step: string; readonly how: string };

/** A separate Node process that imports worker packages, one job at a time. */
export interface InspectionProcess {
  /** Resolves when it can take jobs, or when it is gone before that. */
  readonly ready: Promise<void>;
  /** Jobs answered so far; 0 means that no other package can have harmed the current one. */
  readonly answered: () => number;
  /** What is being imported or constructed, such as `dist/mail.js#MailWorker`. */
  readonly step: () => string;
  /** Does one job; `next`, when given, must be the job of the next call, and is begun without waiting for that call. */
  readonly inspect: (job: InspectionJob, next?: InspectionJob) => Promise<JobOutcome>;
  /** Kills it and everything it started; resolves when it is gone. */
  readonly kill: () => Promise<void>;
}

const MAIN = fileURLToPath(new URL('inspect-child.js', import.meta.url));
const TAIL_LENGTH = 2_000;
/** Text without an answer in it beyond this is a flood by worker code. */
const PENDING_LIMIT = 64 * 1024 * 1024;
/** A package must not be able to take the memory of the machine. */
const HEAP_MB = 512;

/** Starts an inspection process with the loaders and the environment of this one; it works in `hostRoot`. */
export function startInspectionProcess(hostRoot: string): InspectionProcess {
  const secret = randomUUID();
  const child = spawnChild(hostRoot);
  // Without free descriptors there are no pipes; then the child's error event tells.
  const channel =
    ((child.stdio as ChildProcess['stdio'] | undefined)?.[CHANNEL_FD] as Duplex | undefined) ?? new PassThrough();
  const tail = keepTail(child);
  const stopWatching = endWithThisProcess(child);
  let answered = 0;
  let step = '';
  let exitNote: string | undefined;
  let death: string | undefined;
  let settle: ((outcome: JobOutcome) => void) | undefined;
  let early: JobOutcome | undefined;
  let sentAhead: InspectionJob | undefined;
  let onReady: (() => void) | undefined;

  const finish = (outcome: JobOutcome): void => {
    if (settle === undefined) early = outcome;
    settle?.(outcome);
    settle = undefined;
  };
  const take = readAnswers(secret, (answer) => {
    if (!isJsonObject(answer)) return;
    if (answer.type === 'ready') onReady?.();
    if (answer.type === 'step') step = String(answer.step);
    if (answer.type === 'begin') tail.clear();
    if (answer.type === 'exit') exitNote = exitText(answer.code, answer.place);
    if (answer.type !== 'done') return;
    const inspection = readInspection(answer.inspection);
    answered += 1;
    if (inspection) finish({ kind: 'done', inspection, spoiled: answer.spoiled === true });
    else finish({ kind: 'died', step, how: 'gave an answer that cannot be read' });
  });
  channel.setEncoding('utf8');
  channel.on('data', (chunk: string) => {
    if (take(chunk) > PENDING_LIMIT) killGroup(child);
  });
  channel.on('error', () => {}); // the process is going; its exit is what counts
  channel.write(encodeForChild({ secret, hostRoot }));

  const gone = endOf(child, channel).then((how) => {
    killGroup(child);
    stopWatching();
    for (const stream of [child.stdout, child.stderr, channel]) stream?.destroy();
    death = (exitNote ?? how) + tail.read();
    if (settle !== undefined) finish({ kind: 'died', step, how: death });
  });

  return {
    ready: Promise.race([new Promise<void>((resolve) => (onReady = resolve)), gone]),
    answered: () => answered,
    step: () => step,
    inspect: (job, next) => {
      const ahead = sentAhead;
      sentAhead = next;
      if (job !== ahead) step = job.entries[0]!.relative;
      const jobs = [job === ahead ? undefined : job, next].filter((one) => one !== undefined);
      if (death === undefined)
        channel.write(jobs.map(({ root, entries }) => encodeForChild({ root, entries })).join(''));
      const answer = early;
      early = undefined;
      if (answer !== undefined) return Promise.resolve(answer);
      if (death !== undefined) return Promise.resolve({ kind: 'died', step, how: death });
      return new Promise((resolve) => (settle = resolve));
    },
    kill: () => {
      killGroup(child);
      return gone;
    },
  };
}

function spawnChild(hostRoot: string): ChildProcess {
  const { execArgv, env } = childNodeOptions(process.execArgv, process.env);
  return spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, '--no-warnings', ...execArgv, MAIN], {
    cwd: currentFolder() ?? hostRoot,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
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

/** Resolves when the process has ended and its last words are read, with how it ended. */
function endOf(child: ChildProcess, channel: Duplex): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve(`could not be started: ${oneLine(message)}`));
    child.once('exit', (code, signal) => {
      const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
      if (channel.closed) return resolve(how);
      channel.once('close', () => resolve(how));
      setTimeout(() => channel.destroy(), 500).unref();
    });
  });
}

function exitText(code: unknown, place: unknown): string {
  return `ended with exit code ${Number(code)}${typeof place === 'string' ? ` at ${oneLine(place)}` : ''}`;
}

/** Reads and forgets what worker code prints, but for the end of it. */
function keepTail(child: ChildProcess): { read: () => string; clear: () => void } {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('error', () => {}); // output that cannot be read is not needed
    stream?.on('data', (chunk: string) => (text = (text + chunk.slice(-TAIL_LENGTH)).slice(-TAIL_LENGTH)));
  }
  return {
    read: () => (text.trim() === '' ? '' : `; its last output: ${oneLine(text.trim().slice(-300))}`),
    clear: () => (text = ''),
  };
}
