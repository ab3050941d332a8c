import type { StaskEventName } from '../../events.js';
import type { Stask } from '../../stask.js';
import type { LiveEvents } from '../api.js';
import type { Database } from '../../typeorm/database.js';
import { feedSince, feedStart, signatureOf, type FeedPosition } from '../../typeorm/task-feed.js';
import { createWorkerWatch } from './worker-changes.js';
import { lightTasksByIds, type LightTask } from '../../typeorm/task-rows-light.js';

const POLL_MS = 1_000;
/** Changes of one task are told at most four times a second. */
const MERGE_MS = 250;
/** A look that takes longer than this: the database does not answer. */
const SILENT_MS = 5_000;
const REMEMBERED = 20_000;

const EVENTS: readonly StaskEventName[] = [
  'task.created',
  'task.claimed',
  'task.started',
  'task.progress',
  'task.completed',
  'task.failed',
  'task.retrying',
  'task.cancelled',
  'task.rescued',
];

export interface ChangeListener {
  changed(tasks: LightTask[]): void | Promise<void>;
  workersChanged(identifiers: readonly string[]): void;
  /** Changes may have been missed. */
  missed(): void;
  /** Whether the tables could be read; told with every look. */
  database(state: LiveEvents['health']['database']): void;
}

/**
 * Tells which tasks changed, in this process by its events and in any other by one look a second at the table, and
 * which workers changed, by the same look. Each state of a row is told once.
 */
export function watchChanges(stask: Pick<Stask, 'events' | 'database'>, listener: ChangeListener): () => void {
  const { events, database } = stask;
  const dirty = new Set<number>();
  const told = new Map<number, string>();
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;

  const tell = async (tasks: readonly LightTask[], always: ReadonlySet<number>): Promise<void> => {
    const news = tasks.filter((task) => {
      const signature = signatureOf(task);
      if (told.get(task.id) === signature && !always.has(task.id)) return false;
      told.delete(task.id);
      told.set(task.id, signature);
      return true;
    });
    while (told.size > REMEMBERED) told.delete(told.keys().next().value as number);
    if (news.length > 0 && !stop.signal.aborted) await listener.changed(news);
  };
  const flush = async (): Promise<void> => {
    timer = undefined;
    const ids = [...dirty].slice(0, 500);
    for (const id of ids) dirty.delete(id);
    if (dirty.size > 0) later();
    try {
      await tell(await lightTasksByIds(database, ids), new Set(ids));
    } catch {
      listener.missed(); // the database is away; the look at the table finds out when it is back
    }
  };
  const later = (): void => {
    timer ??= setTimeout(() => void flush(), MERGE_MS);
  };
  const onEvent = ({ id }: { readonly id: number }): void => {
    dirty.add(id);
    later();
  };

  for (const name of EVENTS) events.on(name, onEvent);
  void pollTables(database, stop.signal, { ...listener, changed: (tasks) => tell(tasks, NONE) });
  return () => {
    stop.abort();
    clearTimeout(timer);
    for (const name of EVENTS) events.off(name, onEvent);
  };
}

const NONE: ReadonlySet<number> = new Set();

async function pollTables(
  database: Database,
  signal: AbortSignal,
  { changed, workersChanged, missed, database: tell }: ChangeListener,
): Promise<void> {
  const changedWorkers = createWorkerWatch(database);
  let position: FeedPosition | undefined;
  let away = false;
  while (!signal.aborted) {
    const silent = setTimeout(() => !signal.aborted && tell('away'), SILENT_MS);
    silent.unref();
    try {
      if (position === undefined) position = await feedStart(database);
      else {
        const { tasks, next, overflow } = await feedSince(database, position);
        position = next;
        if (overflow || away) missed();
        else await changed(tasks);
      }
      workersChanged(await changedWorkers());
      away = false;
    } catch {
      away = true; // told as missed once the database is back
    } finally {
      clearTimeout(silent);
    }
    if (!signal.aborted) tell(away ? 'away' : 'ok');
    await pause(POLL_MS, signal);
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    timer.unref();
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
