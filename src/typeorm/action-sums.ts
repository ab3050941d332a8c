import type { ActionFigures } from '../store/task-figures.js';

/** Figures of an action that can be added to those of another time. */
export interface ActionSums {
  readonly identifier: string;
  readonly action: string;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly retries: number;
  /** Last attempts that ran to an end, and how long they took together and at most. */
  readonly runs: number;
  readonly sumMs: number;
  readonly maxMs: number;
  /** Last attempts whose wait is known, and how long that was together. */
  readonly waits: number;
  readonly waitMs: number;
}

/** The figures of each action over all times, ordered by worker and action. */
export function sumOfFigures(parts: readonly ActionSums[]): ActionFigures[] {
  const byAction = new Map<string, ActionSums>();
  for (const part of parts) {
    const key = JSON.stringify([part.identifier, part.action]);
    const before = byAction.get(key);
    byAction.set(key, before === undefined ? part : added(before, part));
  }
  return [...byAction.values()].map(figuresOf).toSorted(byName);
}

const added = (a: ActionSums, b: ActionSums): ActionSums => ({
  identifier: a.identifier,
  action: a.action,
  completed: a.completed + b.completed,
  failed: a.failed + b.failed,
  cancelled: a.cancelled + b.cancelled,
  retries: a.retries + b.retries,
  runs: a.runs + b.runs,
  sumMs: a.sumMs + b.sumMs,
  maxMs: Math.max(a.maxMs, b.maxMs),
  waits: a.waits + b.waits,
  waitMs: a.waitMs + b.waitMs,
});

const figuresOf = ({ runs, sumMs, maxMs, waits, waitMs, ...counts }: ActionSums): ActionFigures => ({
  ...counts,
  averageMs: runs === 0 ? null : sumMs / runs,
  maxMs: runs === 0 ? null : maxMs,
  averageWaitMs: waits === 0 ? null : waitMs / waits,
});

const byName = (a: ActionFigures, b: ActionFigures): number =>
  compare(a.identifier, b.identifier) || compare(a.action, b.action);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
