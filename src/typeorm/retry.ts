import { setTimeout as sleep } from 'node:timers/promises';

import { isTransient } from './database-error.js';

/** From here on another attempt is not worth the wait; a driver that waited for a lock itself is not asked again. */
const BUDGET_MS = 4_000;
const LONGEST_PAUSE_MS = 200;

/** Runs `attempt` again after a deadlock, a serialization failure or a busy database, with growing random pauses. */
export async function retryTransient<T>(attempt: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  for (let pauseMs = 4; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isTransient(error) || performance.now() - startedAt > BUDGET_MS) throw error;
      await sleep(pauseMs * (0.5 + Math.random()));
    }
  }
}
