/** Tells other processes of new tasks at once, then at most every `intervalMs`: a NOTIFY in every insert is dear. */
export function createAnnouncer(
  notify: () => Promise<void>,
  intervalMs = 20,
): {
  /** @param waitMs before the first of several is sent */
  tell(waitMs?: number): void;
  close(): Promise<void>;
} {
  let timer: NodeJS.Timeout | undefined;
  let again = false;
  let last: Promise<void> = Promise.resolve();

  function send(): void {
    again = false;
    pause(intervalMs);
    last = notify().catch(() => undefined); // polling finds the tasks anyway
  }

  function pause(ms: number): void {
    timer = setTimeout(() => {
      timer = undefined;
      if (again) send();
    }, ms);
    timer.unref();
  }

  return {
    tell(waitMs = 0) {
      if (timer === undefined && waitMs === 0) return send();
      again = true;
      if (timer === undefined) pause(waitMs);
    },
    async close() {
      clearTimeout(timer);
      if (again) last = notify().catch(() => undefined); // as above
      await last;
    },
  };
}
