/** Runs jobs one after the other, in the order they were given. */
export interface SerialQueue {
  <T>(job: () => Promise<T>): Promise<T>;
  /** Whether a job would run at once; that of another version of sTask may not say. */
  isFree?(): boolean;
}

/** By file, for all connections of this process and every loaded copy of sTask. */
const QUEUES = Symbol.for('stask.sqlite-queues');

/**
 * The queue of one SQLite file. A statement that is not part of a running transaction has to wait for its end: on the
 * same connection a rollback would take it along, on another one the driver, being synchronous, would block the very
 * transaction it waits for. For the same reason waiting in line costs nothing.
 *
 * @param database path of the file, or any object for one that is in memory
 */
export function serialQueueOf(database: string | object): SerialQueue {
  const queues = allQueues();
  const known = typeof database === 'string' ? queues.files.get(database) : queues.others.get(database);
  if (known !== undefined) return known;
  const queue = serialQueue();
  if (typeof database === 'string') queues.files.set(database, queue);
  else queues.others.set(database, queue);
  return queue;
}

interface Queues {
  readonly files: Map<string, SerialQueue>;
  readonly others: WeakMap<object, SerialQueue>;
}

function allQueues(): Queues {
  const holder = globalThis as { [QUEUES]?: Queues };
  return (holder[QUEUES] ??= { files: new Map(), others: new WeakMap() });
}

function serialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve();
  let unfinished = 0;
  const finished = (): void => void unfinished--;
  const queue: SerialQueue = (job) => {
    const result = unfinished++ === 0 ? job() : last.then(job);
    last = result.then(finished, finished); // the caller has the error; the next job starts anyway
    return result;
  };
  queue.isFree = () => unfinished === 0;
  return queue;
}
