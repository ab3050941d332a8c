export interface LatestThrottle<T> {
  /** Takes a value; the one that is the latest when the time comes is passed on. */
  offer(value: T): void;
  /** Drops what was not passed on. */
  stop(): void;
}

/**
 * Passes on the latest value at most once per interval, and never while the receiver is still busy with the one before.
 * The first goes out `firstMs` after it was offered, so that short work passes on nothing.
 */
export function throttleLatest<T>(
  receive: (value: T) => unknown,
  { firstMs, intervalMs, onProblem }: { firstMs: number; intervalMs: number; onProblem: (error: unknown) => void },
): LatestThrottle<T> {
  let latest: { value: T } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let busy = false;
  let stopped = false;

  async function passOn(): Promise<void> {
    const { value } = latest!;
    latest = undefined;
    busy = true;
    try {
      await receive(value);
    } catch (error) {
      onProblem(error);
    }
    busy = false;
    if (!stopped) timer = setTimeout(next, intervalMs).unref();
  }

  function next(): void {
    timer = undefined;
    if (latest !== undefined) void passOn();
  }

  return {
    offer(value) {
      if (stopped) return;
      latest = { value };
      if (!busy) timer ??= setTimeout(next, firstMs).unref();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
