import type { ProgressUpdate } from '../worker/task-context.js';
import { isCount } from './progress-line.js';

/** What is known of a run's progress, before words are made of it. */
export interface ProgressState {
  readonly progress: number;
  readonly processed: number;
  readonly total: number;
  readonly message: string;
  /** How far the run is, 0 to 1, as finely as it was told; undefined when nothing was. */
  readonly fraction: number | undefined;
  /** The time left as the worker gave it; undefined when it is to be computed. */
  readonly givenEta: string | undefined;
}

export const NO_PROGRESS: ProgressState = {
  progress: 0,
  processed: 0,
  total: 0,
  message: '',
  fraction: undefined,
  givenEta: undefined,
};

/**
 * The state after an update. Fields that are missing, of a wrong type or throw when read keep their value; `progress` is
 * computed from `processed / total` when it is not given; a given ETA holds until the run moves on without one.
 */
export function mergeProgress(state: ProgressState, update: ProgressUpdate): ProgressState {
  const doneGiven = count(read(update, 'processed'));
  const totalGiven = count(read(update, 'total'));
  const percent = percentOf(read(update, 'progress'));
  const eta = read(update, 'eta');
  const message = read(update, 'message');
  const processed = doneGiven ?? state.processed;
  const total = totalGiven ?? state.total;
  const moved = percent !== undefined || doneGiven !== undefined || totalGiven !== undefined;
  const itemsPercent = total > 0 ? Math.min(100, (processed * 100) / total) : undefined;
  const reached = percent ?? itemsPercent;
  return {
    progress: moved && reached !== undefined ? Math.trunc(reached) : state.progress,
    processed,
    total,
    message: typeof message === 'string' ? message : state.message,
    fraction: moved && reached !== undefined ? fractionOf(reached, itemsPercent) : state.fraction,
    givenEta: typeof eta === 'string' ? eta : moved ? undefined : state.givenEta,
  };
}

/** Counts that tell the same as the percentage tell it more finely; others count a stage of the run, not the whole. */
function fractionOf(percent: number, itemsPercent: number | undefined): number {
  return (itemsPercent !== undefined && Math.abs(itemsPercent - percent) < 1 ? itemsPercent : percent) / 100;
}

function read(update: ProgressUpdate, key: keyof ProgressUpdate): unknown {
  try {
    return update[key];
  } catch {
    return undefined; // a getter that throws, or no object at all, has reported nothing
  }
}

function count(value: unknown): number | undefined {
  return isCount(value) ? Math.abs(value) : undefined; // abs: -0 would read as "-0"
}

function percentOf(value: unknown): number | undefined {
  if (typeof value !== 'number' || Number.isNaN(value)) return undefined;
  return Math.min(100, Math.max(0, value));
}
