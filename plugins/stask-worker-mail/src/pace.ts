import { setTimeout as sleep } from 'node:timers/promises';

/** Lets pass `perMinute` calls a minute, evenly; all of them with 0. */
export function createPace(perMinute: number): (signal: AbortSignal) => Promise<void> {
  const gapMs = perMinute === 0 ? 0 : 60_000 / perMinute;
  let nextAt = 0;
  return async (signal) => {
    const now = performance.now();
    const waitMs = nextAt - now;
    nextAt = Math.max(now, nextAt) + gapMs;
    if (waitMs > 0) await sleep(waitMs, undefined, { signal });
  };
}
