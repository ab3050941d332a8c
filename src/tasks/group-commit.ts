/** Collects items and writes them in groups; see {@link createGroupCommit}. */
export interface GroupCommit<T, R> {
  /** Resolves with what the write of its group returned for this item. */
  add(item: T): Promise<R>;
  /** Items not written yet, those in flight included. */
  readonly pending: number;
}

const MAX_ITEMS = 500;
/** So many items at one write are load. */
const MANY = 20;

/**
 * Group commit: an item starts a write at the end of the present turn; what is added while a write is in flight goes
 * into the next one. So a single item is not delayed, and under load each write carries many.
 *
 * @param write resolves with one answer per item, in order; a rejection reaches every item of the group
 * @param spacingMs under load, the least time from the start of one write to that of the next: for items that nothing
 *   waits for, so that fewer and larger writes leave the database to those that something does
 */
export function createGroupCommit<T, R>(
  write: (items: readonly T[]) => Promise<readonly R[]>,
  spacingMs = 0,
): GroupCommit<T, R> {
  interface Entry {
    readonly item: T;
    readonly resolve: (answer: R) => void;
    readonly reject: (error: unknown) => void;
  }
  let waiting: Entry[] = [];
  let inFlight = 0;
  let scheduled = false;
  let writtenAt = Number.NEGATIVE_INFINITY;

  function schedule(): void {
    if (scheduled || inFlight > 0 || waiting.length === 0) return;
    scheduled = true;
    setImmediate(spaced);
  }

  function spaced(): void {
    const early = waiting.length < MANY || waiting.length >= MAX_ITEMS ? 0 : writtenAt + spacingMs - performance.now();
    if (early > 0) setTimeout(() => void flush(), early);
    else void flush();
  }

  async function flush(): Promise<void> {
    scheduled = false;
    writtenAt = performance.now();
    const group = waiting.slice(0, MAX_ITEMS);
    waiting = waiting.slice(MAX_ITEMS);
    inFlight = group.length;
    try {
      const answers = await write(group.map(({ item }) => item));
      group.forEach((entry, index) => entry.resolve(answers[index] as R));
    } catch (error) {
      for (const entry of group) entry.reject(error); // each caller learns of it and decides
    } finally {
      inFlight = 0;
      schedule();
    }
  }

  return {
    add(item) {
      return new Promise<R>((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        schedule();
      });
    },
    get pending() {
      return waiting.length + inFlight;
    },
  };
}
