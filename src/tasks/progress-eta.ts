/** Past speed counts less the older it is: after this time its weight is down to a third. */
const MEMORY_MS = 30_000;
/** A first report says something of the speed only when the run has taken this long to reach it. */
const MIN_FIRST_MS = 1_000;

export interface EtaEstimator {
  /**
   * Seconds left at `nowMs` of a run that has come to `fraction` (0 to 1); undefined when not known.
   * Measures the speed between calls, so it wants to be called each time progress is shown.
   */
  secondsLeft(nowMs: number, fraction: number | undefined): number | undefined;
}

/**
 * Estimates the time left from the speed so far, smoothed: progress and time are summed with exponentially fading
 * weights, so a pause makes the estimate grow and a burst makes it shrink, both gently.
 */
export function createEtaEstimator(startedMs: number): EtaEstimator {
  let last: { ms: number; fraction: number } | undefined;
  let gained = 0;
  let takenMs = 0;

  function measure(nowMs: number, fraction: number): void {
    const stepMs = Math.max(0, nowMs - last!.ms);
    const fade = Math.exp(-stepMs / MEMORY_MS);
    gained = gained * fade + (fraction - last!.fraction);
    takenMs = takenMs * fade + stepMs;
  }

  return {
    secondsLeft(nowMs, fraction) {
      if (fraction === undefined) return undefined;
      if (last === undefined || fraction < last.fraction) {
        gained = 0; // a first report, or a new start: a resumed run may begin anywhere, so speed counts from here
        takenMs = 0;
        const elapsedMs = nowMs - startedMs;
        const first = last === undefined && elapsedMs >= MIN_FIRST_MS && fraction > 0;
        last = { ms: nowMs, fraction };
        if (fraction >= 1) return 0;
        return first ? ((elapsedMs / fraction) * (1 - fraction)) / 1_000 : undefined;
      }
      measure(nowMs, fraction);
      last = { ms: nowMs, fraction };
      if (fraction >= 1) return 0;
      return gained > 0 && takenMs > 0 ? ((1 - fraction) * takenMs) / gained / 1_000 : undefined;
    },
  };
}
