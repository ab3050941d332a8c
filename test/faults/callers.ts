import { setTimeout as sleep } from 'node:timers/promises';

import type { Stask } from 'stask';
import { isStaskError } from '#src/errors.js';
import { ACTIONS } from './chaos-worker.js';
import type { Random } from './random.js';

const WISHES = { create: 60, many: 6, same: 4, cancel: 14, retry: 10 } as const;
/** What a caller may be told while the database is away or the task has moved on. */
const EXPECTED = [
  'STASK_DATABASE_UNAVAILABLE',
  'STASK_DATABASE_LOCKED',
  'STASK_TASK_STATE',
  'STASK_TASK_NOT_FOUND',
] as const;

export interface CallerCounts {
  created: number;
  cancels: number;
  retries: number;
  /** Errors by code that are no surprise in such times. */
  refused: Record<string, number>;
  /** Anything else. */
  surprises: string[];
}

export interface CallerParts {
  readonly stask: Stask;
  readonly random: Random;
  readonly created: number[];
  readonly counts: CallerCounts;
}

/** Creates, cancels and retries at random until `endsAt` (`performance.now()`), or `limit` tasks exist. */
export async function callAtRandom(parts: CallerParts, endsAt: number, limit: number): Promise<void> {
  const { random, counts, created } = parts;
  while (performance.now() < endsAt) {
    await sleep(random.whole(1, 40));
    try {
      const wish = random.weighted(WISHES);
      if (wish === 'cancel' || wish === 'retry' || created.length >= limit) await change(parts, wish);
      else await create(parts, wish);
    } catch (error) {
      const code = EXPECTED.find((one) => isStaskError(error, one));
      if (code === undefined)
        counts.surprises.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
      else counts.refused[code] = (counts.refused[code] ?? 0) + 1;
    }
  }
}

async function change({ stask, random, created, counts }: CallerParts, wish: string): Promise<void> {
  if (created.length === 0) return;
  const recent = random.whole(Math.max(0, created.length - 60), created.length - 1);
  if (wish === 'retry') {
    const [failed] = await stask.tasks.failed().limit(1).get();
    if (failed === undefined) return;
    await stask.retry(failed);
    counts.retries++;
    return;
  }
  await stask.cancel(created[recent]!);
  counts.cancels++;
}

async function create({ stask, random, created, counts }: CallerParts, wish: string): Promise<void> {
  const request = () => ({
    identifier: 'chaos',
    action: random.weighted(ACTIONS),
    data: { always: random.next() < 0.3 },
    priority: random.pick(['high', 'normal', 'low'] as const),
    maxAttempts: random.whole(1, 3),
    backoff: 50,
    startAt: random.next() < 0.15 ? new Date(Date.now() + random.whole(0, 2_000)) : null,
    uniqueKey: random.next() < 0.2 ? `key ${random.whole(1, 5)}` : null,
  });
  const one = request();
  const tasks =
    wish === 'create'
      ? [await stask.createOrGet(one)]
      : wish === 'many'
        ? await stask.createManyOrGet(Array.from({ length: 10 }, request))
        : await Promise.all(Array.from({ length: 8 }, () => stask.createOrGet({ ...one, uniqueKey: 'same' })));
  for (const { task, created: isNew } of tasks) {
    if (!isNew) continue;
    created.push(task.id);
    counts.created++;
  }
}
