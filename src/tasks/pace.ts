/** Tells how many tasks a runner gets done in a millisecond, from the last moments. */
export interface Pace {
  /** One more is done. */
  tick(): void;
  perMs(): number;
}

const WINDOW_MS = 50;

export function createPace(now = () => performance.now()): Pace {
  let since = now();
  let done = 0;
  let rate = 0;
  return {
    tick() {
      done++;
      if (done % 16 !== 0) return; // the clock is not asked for each task
      const passed = now() - since;
      if (passed < WINDOW_MS) return;
      rate = done / passed;
      since += passed;
      done = 0;
    },
    perMs: () => rate,
  };
}
