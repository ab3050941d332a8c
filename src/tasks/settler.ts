import { setTimeout as sleep } from 'node:timers/promises';
import { isStaskError } from '../errors.js';
import type { Lease, Settlement } from '../store/task-lease.js';
import type { TaskStore } from '../store/task-store.js';
import { describeError, errorMessage } from './describe-error.js';
import { createGroupCommit, type GroupCommit } from './group-commit.js';

export interface SettlerParts {
  readonly store: Pick<TaskStore, 'settle'>;
  readonly runner: string;
  /** Told of a write that failed and is tried again. */
  readonly onTrouble: (error: unknown) => void;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** Under load ends are written at this distance: the places of their tasks are free already. */
const SPACING_MS = 5;
/** Longer than any lease: by then the task has been taken back, and the write would be refused anyway. */
const GIVE_UP_AFTER_MS = 15 * 60_000;

/**
 * Which of the items a write took. Two runs of one task may be written together, the late end of one whose lease was lost
 * and the end of the next, so the fence decides.
 */
export function accepted(items: readonly Lease[], leases: readonly Lease[]): boolean[] {
  const fences = new Map(leases.map(({ id, fence }) => [id, fence]));
  return items.map(({ id, fence }) => fences.get(id) === fence);
}

/** Writes ends of runs in groups; resolves with whether the write was accepted. A database that is away is waited for. */
export function createSettler({ store, runner, onTrouble }: SettlerParts): GroupCommit<Settlement, boolean> {
  async function write(items: readonly Settlement[]): Promise<boolean[]> {
    const startedAt = performance.now();
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        return accepted(items, await store.settle(runner, items));
      } catch (error) {
        if (isStaskError(error, 'STASK_CLOSED') || performance.now() - startedAt > GIVE_UP_AFTER_MS) throw error;
        onTrouble(error);
        if (!isTemporary(error)) return writeOneByOne(items);
        await sleep(pauseMs);
      }
    }
  }

  /** One item that the database refuses must not hold up the others: it ends as failed, saying why. */
  async function writeOneByOne(items: readonly Settlement[]): Promise<boolean[]> {
    const answers: boolean[] = [];
    for (const item of items) {
      try {
        answers.push(...accepted([item], await store.settle(runner, [item])));
      } catch (error) {
        const message = `The end of the run could not be stored: ${errorMessage(error)}`;
        const errorJson = JSON.stringify(describeError(error));
        const failed: Settlement = { ...item, status: 100, resultJson: null, message, errorJson, uncount: false };
        answers.push(...accepted([failed], await store.settle(runner, [failed])));
      }
    }
    return answers;
  }

  return createGroupCommit(write, SPACING_MS);
}

/** The database is away, locked or read-only: the same write may work later. */
export const isTemporary = (error: unknown): boolean =>
  isStaskError(error, 'STASK_DATABASE_UNAVAILABLE') ||
  isStaskError(error, 'STASK_DATABASE_LOCKED') ||
  isStaskError(error, 'STASK_DATABASE_READONLY');

/** Runs a repeatable statement again while the database is away, for at most `withinMs`. */
export async function untilBack<T>(statement: () => Promise<T>, withinMs: number): Promise<T> {
  const startedAt = performance.now();
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await statement();
    } catch (error) {
      if (!isTemporary(error) || performance.now() - startedAt + pauseMs > withinMs) throw error;
      await sleep(pauseMs);
    }
  }
}
