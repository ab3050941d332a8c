export interface Announcer {
  /** Others are to be told: at once, or with the next turn. */
  tell(): void;
  /** True when a `tell()` would act at once: the caller then tells them itself, with the very write they are told of. */
  takeTurn(): boolean;
  close(): Promise<void>;
}

/** Tells other processes of new tasks at once, then at most every `intervalMs`: a NOTIFY in every insert is dear. */
export function createAnnouncer(notify: () => Promise<void>, intervalMs = 20): Announcer {
  let timer: NodeJS.Timeout | undefined;
  let again = false;
  let last: Promise<void> = Promise.resolve();

  function pause(): void {
    again = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (again) send();
    }, intervalMs);
    timer.unref();
  }

  function send(): void {
    pause();
    last = notify().catch(() => undefined); // polling finds the tasks anyway
  }

  return {
    tell() {
      if (timer === undefined) send();
      else again = true;
    },
    takeTurn() {
      if (timer !== undefined) return false;
      pause();
      return true;
    },
    async close() {
      clearTimeout(timer);
      if (again) last = notify().catch(() => undefined); // as above
      await last;
    },
  };
}
