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
  const processed = count(read(update, 'processed'));
  const total = count(read(update, 'total'));
  const percent = percentOf(read(update, 'progress'));
  const eta = read(update, 'eta');
  const message = read(update, 'message');
  const counts = { processed: processed ?? state.processed, total: total ?? state.total };
  const moved = percent !== undefined || processed !== undefined || total !== undefined;
  return {
    ...counts,
    ...(moved
      ? position(percent, counts.processed, counts.total, state)
      : { progress: state.progress, fraction: state.fraction }),
    message: typeof message === 'string' ? message : state.message,
    givenEta: typeof eta === 'string' ? eta : moved ? undefined : state.givenEta,
  };
}

function position(percent: number | undefined, processed: number, total: number, state: ProgressState) {
  const itemsPercent = total > 0 ? Math.min(100, (processed * 100) / total) : undefined;
  if (percent === undefined)
    return itemsPercent === undefined
      ? { progress: state.progress, fraction: state.fraction }
      : { progress: Math.trunc(itemsPercent), fraction: itemsPercent / 100 };
  // Counts that tell the same tell it more finely; others count a stage of the run and not the whole.
  const same = itemsPercent !== undefined && Math.abs(itemsPercent - percent) < 1;
  return { progress: Math.trunc(percent), fraction: (same ? itemsPercent : percent) / 100 };
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
