/** Tells other processes of new tasks at once, then at most every `intervalMs`: a NOTIFY in every insert is dear. */
export function createAnnouncer(
  notify: () => Promise<void>,
  intervalMs = 20,
): { tell(): void; close(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let again = false;
  let last: Promise<void> = Promise.resolve();

  function send(): void {
    again = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (again) send();
    }, intervalMs);
    timer.unref();
    last = notify().catch(() => undefined); // polling finds the tasks anyway
  }

  return {
    tell() {
      if (timer === undefined) send();
      else again = true;
    },
    async close() {
      clearTimeout(timer);
      if (again) last = notify().catch(() => undefined); // as above
      await last;
    },
  };
}
