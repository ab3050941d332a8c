interface Entry<T> {
  readonly value: Promise<T>;
  readonly madeAt: number;
  renewing: boolean;
}

/**
 * Remembers figures that are dear to compute. Within `freshMs` the same answer is given; until `staleMs` too, while a
 * new one is made behind it; later callers wait. One computation per key at a time.
 */
export function createMemory<T>({
  freshMs,
  staleMs,
  now = () => performance.now(),
}: {
  readonly freshMs: number;
  readonly staleMs: number;
  readonly now?: () => number;
}): { get(key: string, make: () => Promise<T>): Promise<T>; clear(): void } {
  const entries = new Map<string, Entry<T>>();

  const store = (key: string, make: () => Promise<T>): Promise<T> => {
    const value = make();
    const entry: Entry<T> = { value, madeAt: now(), renewing: false };
    entries.set(key, entry);
    value.catch(() => {
      if (entries.get(key) === entry) entries.delete(key); // the next caller tries again
    });
    return value;
  };

  return {
    get(key, make) {
      const entry = entries.get(key);
      const age = entry === undefined ? Infinity : now() - entry.madeAt;
      if (entry === undefined || age > staleMs) return store(key, make);
      if (age > freshMs && !entry.renewing) {
        entry.renewing = true;
        make().then(
          (value) => entries.set(key, { value: Promise.resolve(value), madeAt: now(), renewing: false }),
          () => entries.delete(key), // the next caller sees the error
        );
      }
      if (entries.size > 500) entries.clear();
      return entry.value;
    },
    clear: () => entries.clear(),
  };
}
