import { niceEta } from '../worker/nice-eta.js';
import type { ProgressUpdate } from '../worker/task-context.js';
import { createAppender } from './append-file.js';
import { createEtaEstimator } from './progress-eta.js';
import { formatProgressLine, storableEta, storableMessage, UNKNOWN_ETA } from './progress-line.js';
import type { ProgressSnapshot } from './progress-line.js';
import { mergeProgress, NO_PROGRESS } from './progress-update.js';
import { problemReporter, type ProblemListener } from './problem-reporter.js';
import { readProgress } from './read-progress.js';
import { checkFileId, taskFilePath } from './task-file.js';
import type { StatusText } from './task-state.js';
import { throttleLatest, type LatestThrottle } from './throttle-latest.js';

const FILE_INTERVAL_MS = 200;
const ROW_FIRST_MS = 250;
const ROW_INTERVAL_MS = 1_000;

export interface ProgressOptions {
  readonly storagePath: string;
  readonly taskId: number;
  /** Which run of the task this is; from 2 on, `end` closes the file of earlier runs also when this one reported nothing. */
  readonly attempt?: number;
  /** Gets the latest progress at most once a second, for the row; the last value before `end` is left to the caller. */
  readonly onRow?: (snapshot: ProgressSnapshot) => unknown;
  /** Hears why the file cannot be written; once, and again after it could be written meanwhile. */
  readonly onProblem?: ProblemListener;
  /** Asked before each write; false holds it back. For a run that cannot be sure that it still owns the task. */
  readonly mayWrite?: () => boolean;
  /** When the run began, in milliseconds since the epoch; now when absent. */
  readonly startedAt?: number;
  /** Milliseconds since the epoch, for the ETA. */
  readonly now?: () => number;
}

export interface ProgressWriter {
  /** Takes a report; cheap, never throws, never blocks. The latest is in the file within 200 ms of its time. */
  push(update: ProgressUpdate): void;
  /** The latest progress; undefined when nothing was reported. */
  current(): ProgressSnapshot | undefined;
  /** Writes the last value and a line of the outcome, when anything was reported; later pushes are ignored. Never rejects. */
  end(status: StatusText, message?: string): Promise<void>;
  /** Ends without another line: the task belongs to another run. Never rejects. */
  abandon(): Promise<void>;
}

const DONE = Promise.resolve();

interface Opened {
  readonly appender: ReturnType<typeof createAppender>;
  readonly estimator: ReturnType<typeof createEtaEstimator>;
  readonly row: LatestThrottle<ProgressSnapshot> | undefined;
}

/** Writes the progress file of one run; opens nothing before the first report and keeps nothing open after the end. */
export function openProgress(options: ProgressOptions): ProgressWriter {
  const { storagePath, taskId, attempt = 1, onRow, mayWrite = () => true, now = Date.now } = options;
  const onProblem = problemReporter(options.onProblem);
  checkFileId(taskId);
  const { startedAt = now() } = options;
  let opened: Opened | undefined;
  let state = NO_PROGRESS;
  let reported = false;
  let unwritten = false;
  let ended: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  /** Made at the first report: most short tasks make none. */
  function open(): Opened {
    return (opened ??= {
      appender: createAppender({ path: taskFilePath(storagePath, taskId, 'log'), onProblem }),
      estimator: createEtaEstimator(startedAt),
      row: onRow && throttleLatest(onRow, { firstMs: ROW_FIRST_MS, intervalMs: ROW_INTERVAL_MS, onProblem }),
    });
  }

  function snapshot(status: StatusText): ProgressSnapshot {
    const { progress, processed, total, message, givenEta, fraction } = state;
    const eta = givenEta === undefined ? wordsLeft(fraction) : storableEta(givenEta);
    return { status, progress, processed, total, eta, message: storableMessage(message) };
  }

  function wordsLeft(fraction: number | undefined): string {
    const seconds = open().estimator.secondsLeft(now(), fraction);
    return seconds === undefined ? UNKNOWN_ETA : niceEta(seconds);
  }

  function writeLatest(): void {
    const { appender, row } = open();
    timer = setTimeout(tick, FILE_INTERVAL_MS).unref();
    if (appender.isBusy()) {
      void appender.flush(); // a slow or failing disk: keep only the latest value until it takes lines again
      return;
    }
    if (!mayWrite()) return;
    const latest = snapshot('running');
    appender.append(formatProgressLine(latest));
    unwritten = false;
    row?.offer(latest);
  }

  function tick(): void {
    timer = undefined;
    if (unwritten) writeLatest();
  }

  async function writeEnd(status: StatusText, message: string | undefined): Promise<void> {
    if (!mayWrite()) return;
    if (!reported && !(await resumeEarlierRun())) return;
    const { appender } = open();
    if (unwritten) appender.append(formatProgressLine(snapshot('running')));
    if (message !== undefined) state = { ...state, message };
    const done = status === 'completed';
    const last = { ...snapshot(status), eta: done ? niceEta(0) : UNKNOWN_ETA };
    appender.append(formatProgressLine(done ? { ...last, progress: 100 } : last));
    await appender.flush();
  }

  /** Takes over the values of the task's earlier run; false when that left none. */
  async function resumeEarlierRun(): Promise<boolean> {
    const earlier = attempt > 1 ? await readProgress(storagePath, taskId) : undefined;
    if (earlier !== undefined) state = mergeProgress(state, earlier);
    return earlier !== undefined;
  }

  function stopTimers(): void {
    clearTimeout(timer);
    opened?.row?.stop();
  }

  return {
    push(update) {
      if (ended !== undefined) return;
      state = mergeProgress(state, update);
      reported = true;
      unwritten = true;
      if (timer === undefined) writeLatest();
    },
    current: () => (reported ? snapshot('running') : undefined),
    end(status, message) {
      stopTimers();
      ended ??= reported || attempt > 1 ? writeEnd(status, message).catch(onProblem) : DONE;
      return ended;
    },
    abandon() {
      stopTimers();
      ended ??= opened?.appender.drop() ?? DONE;
      return ended;
    },
  };
}
