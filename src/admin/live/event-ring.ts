/** One event as it goes to every client that may see it; `frame` is the text on the wire. */
export interface LiveEvent {
  readonly seq: number;
  readonly name: 'task' | 'log' | 'worker' | 'resync';
  /** Worker it belongs to. */
  readonly identifier: string;
  readonly taskId: number | undefined;
  readonly frame: string;
}

/** The last events in order, for clients that come back. */
export function createRing(capacity = 1_000) {
  const events: LiveEvent[] = [];
  let lost = 0; // the highest number that is not kept any more
  return {
    add(event: LiveEvent): void {
      events.push(event);
      if (events.length > capacity) lost = events.shift()?.seq ?? lost;
    },
    /** Everything after an event; undefined when some of it is not kept any more. */
    after(seq: number): LiveEvent[] | undefined {
      return seq < lost ? undefined : events.filter((event) => event.seq > seq);
    },
    clear(): void {
      events.length = 0;
    },
  };
}
