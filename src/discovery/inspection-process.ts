import { randomUUID } from 'node:crypto';
import type { InspectionJob } from './inspect-entries.js';
import { encodeForChild, readAnswers } from './inspection-channel.js';
import { readInspection, type Inspection } from './inspection.js';
import { isJsonObject } from './safe-json.js';
import type { SpawnedInspection } from './spawn-inspection.js';
import { oneLine } from './thrown-text.js';

/** How one job in an inspection process ended. */
export type JobOutcome =
  | { readonly kind: 'done'; readonly inspection: Inspection; readonly spoiled: boolean }
  | { readonly kind: 'died'; readonly how: string };

/** A separate Node process that imports the worker packages it was started for, one job after the other. */
export interface InspectionProcess {
  /** Resolves with whether it came to its jobs; false when it ended before. */
  readonly ready: Promise<boolean>;
  /** Jobs answered so far; 0 means that no other package can have harmed the current one. */
  readonly answered: () => number;
  /** What is being imported or constructed, such as `dist/mail.js#MailWorker`. */
  readonly step: () => string;
  /** How the next job ended; it is begun without waiting for this call. */
  readonly next: () => Promise<JobOutcome>;
  /** Kills it and everything it started; resolves when it is gone. */
  readonly kill: () => Promise<void>;
}

/** Text without an answer in it beyond this is a flood by worker code. */
const PENDING_LIMIT = 64 * 1024 * 1024;

/**
 * Gives a process its work: all of it in one message. Never throws: one that did not start has died.
 *
 * @param hostRoot folder in which the code of packages is run
 * @param jobs at least one
 */
export function startInspectionProcess(
  { channel, tail, ended, kill }: SpawnedInspection,
  hostRoot: string,
  jobs: readonly InspectionJob[],
): InspectionProcess {
  const secret = randomUUID();
  const outcomes = outcomeQueue();
  let onReady: ((isReady: boolean) => void) | undefined;
  let answered = 0;
  let step = jobs[0]!.entries[0]!.relative;
  let exitNote: string | undefined;

  const take = readAnswers(secret, (answer) => {
    if (!isJsonObject(answer)) return;
    if (answer.type === 'ready') onReady?.(true);
    // Nothing to forget before the first; what that one prints may even be read before its beginning is.
    if (answer.type === 'begin' && answered > 0) tail.clear();
    if (answer.type === 'step') step = String(answer.step);
    if (answer.type === 'exit') exitNote = exitText(answer.code, answer.place);
    if (answer.type !== 'done') return;
    answered += 1;
    outcomes.add(outcomeOf(answer));
  });
  channel.setEncoding('utf8').on('data', (chunk: string) => {
    if (take(chunk) > PENDING_LIMIT) kill();
  });
  const plainJobs = jobs.map(({ root, entries }) => ({ root, entries }));
  channel.write(encodeForChild({ secret, hostRoot, jobs: plainJobs }));
  const gone = ended.then((how) => outcomes.close({ kind: 'died', how: (exitNote ?? how) + tail.read() }));

  return {
    ready: Promise.race([new Promise<boolean>((resolve) => (onReady = resolve)), gone.then(() => false)]),
    answered: () => answered,
    step: () => step,
    next: () => outcomes.next(),
    kill: () => {
      kill();
      return gone;
    },
  };
}

function outcomeOf(answer: { readonly inspection?: unknown; readonly spoiled?: unknown }): JobOutcome {
  const inspection = readInspection(answer.inspection);
  if (inspection === undefined) return { kind: 'died', how: 'gave an answer that cannot be read' };
  return { kind: 'done', inspection, spoiled: answer.spoiled === true };
}

function exitText(code: unknown, place: unknown): string {
  return `ended with exit code ${Number(code)}${typeof place === 'string' ? ` at ${oneLine(place)}` : ''}`;
}

/** Hands outcomes out in their order, whichever comes first, the outcome or the question; after the last always that. */
function outcomeQueue() {
  const early: JobOutcome[] = [];
  let last: JobOutcome | undefined;
  let waiting: ((outcome: JobOutcome) => void) | undefined;
  const add = (outcome: JobOutcome): void => {
    if (waiting === undefined) early.push(outcome);
    waiting?.(outcome);
    waiting = undefined;
  };
  return {
    add,
    close: (outcome: JobOutcome): void => {
      last = outcome;
      if (waiting !== undefined) add(outcome);
    },
    next: (): Promise<JobOutcome> => {
      const known = early.shift() ?? last;
      return known === undefined ? new Promise((resolve) => (waiting = resolve)) : Promise.resolve(known);
    },
  };
}
