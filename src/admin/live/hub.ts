import { randomUUID } from 'node:crypto';
import type { Stask } from '../../stask.js';
import type { LightTask } from '../../typeorm/task-rows-light.js';
import type { LiveEvents } from '../api.js';
import type { TaskViews } from '../task-views.js';
import { openClient, type ClientOptions, type LiveClient } from './client.js';
import { createRing, type LiveEvent } from './event-ring.js';
import { createLogFollowers } from './log-followers.js';
import { watchChanges } from './task-changes.js';

/** Also tells a page that its line is not dead, and a proxy that the stream is in use. */
const HEALTH_MS = 5_000;
/** A page that is reloaded or loses its connection for a moment finds its events in the ring. */
const LINGER_MS = 30_000;
/** A stream ends after this; the browser opens the next one, and whoever it is must still be allowed to. */
const STREAM_MS = 10 * 60_000;

export interface LiveHub {
  /**
   * @param options.named the tasks of the topics
   * @param lastEventId of the stream that this one follows
   */
  open(
    options: Pick<ClientOptions, 'topics' | 'tasks' | 'logs' | 'workers'> & { readonly named: readonly LightTask[] },
    lastEventId: string | null,
    signal: AbortSignal,
  ): ReadableStream<Uint8Array>;
  workerChanged(identifier: string): void;
  readonly clients: number;
  close(): void;
}

/** Fans changes out to all open streams. It watches only while somebody listens, and a moment longer. */
export function createHub(
  stask: Pick<Stask, 'events' | 'database' | 'options'>,
  views: TaskViews,
  forgetWorkers: () => void,
  report: (error: unknown) => void,
): LiveHub {
  const clients = new Set<LiveClient>();
  const identifiers = new Map<number, string>();
  let epoch = '';
  let seq = 0;
  let ring = createRing();
  let unwatch: (() => void) | undefined;
  let pulse: NodeJS.Timeout | undefined;
  let database: LiveEvents['health']['database'] = 'ok';
  let linger: NodeJS.Timeout | undefined;
  let closed = false;

  const id = (): string => `${epoch}-${seq}`;
  const publish = (name: LiveEvent['name'], identifier: string, taskId: number | undefined, data: unknown): void => {
    seq++;
    const frame = `id: ${id()}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
    const event = { seq, name, identifier, taskId, frame };
    ring.add(event);
    for (const client of clients) if (client.wants(event)) client.send(frame);
  };
  const resyncFrame = (): string => `id: ${id()}\nevent: resync\ndata: {}\n\n`;
  const logs = createLogFollowers(
    stask.options.storagePath,
    (taskId, lines) => publish('log', identifiers.get(taskId) ?? '', taskId, { taskId, lines }),
    report,
  );
  const publishTasks = async (tasks: LightTask[]): Promise<void> => {
    for (const summary of await views.summaries(tasks)) publish('task', summary.identifier, summary.id, summary);
  };

  const publishWorker = (identifier: string): void => publish('worker', identifier, undefined, { identifier });

  /** Of this moment only, so it has no number and is not kept for those who come back. */
  const healthFrame = (): string => `event: health\ndata: ${JSON.stringify({ database })}\n\n`;
  const sendHealth = (): void => {
    for (const client of clients) client.send(healthFrame());
  };

  const start = (): void => {
    clearTimeout(linger);
    linger = undefined;
    if (unwatch !== undefined) return;
    epoch = randomUUID().slice(0, 8);
    seq = 0;
    ring = createRing();
    unwatch = watchChanges(stask, {
      changed: publishTasks,
      workersChanged(changed) {
        if (changed.length > 0) forgetWorkers();
        changed.forEach(publishWorker);
      },
      missed: () => publish('resync', '', undefined, {}),
      database(state) {
        if (state === database) return;
        database = state;
        sendHealth();
      },
    });
    pulse = setInterval(sendHealth, HEALTH_MS);
    pulse.unref();
  };
  const stop = (): void => {
    unwatch?.();
    unwatch = undefined;
    clearInterval(pulse);
    database = 'ok';
    identifiers.clear();
  };
  const greet = (client: LiveClient, lastEventId: string | null): void => {
    client.send(`retry: 3000\nid: ${id()}\n\n${healthFrame()}`);
    if (lastEventId === null || lastEventId === '') return;
    const [, lastEpoch, lastSeq] = /^([0-9a-f]{8})-(\d{1,15})$/.exec(lastEventId) ?? [];
    const missed = lastEpoch === epoch ? ring.after(Number(lastSeq)) : undefined;
    if (missed === undefined) client.send(resyncFrame());
    for (const event of missed ?? []) if (client.wants(event)) client.send(event.frame);
  };

  return {
    open({ topics, tasks, logs: mayRead, workers, named }, lastEventId, signal) {
      if (closed) throw new Error('The admin is closed.');
      start();
      const expiry = setTimeout(() => client.close(), STREAM_MS);
      expiry.unref();
      const leave = (): void => client.close();
      const { client, stream } = openClient({
        topics,
        tasks,
        logs: mayRead,
        workers,
        resyncFrame,
        onClose: (leaving) => {
          clearTimeout(expiry);
          signal.removeEventListener('abort', leave);
          clients.delete(leaving);
          for (const taskId of topics.taskIds) logs.remove(taskId);
          if (clients.size > 0 || closed) return;
          linger = setTimeout(stop, LINGER_MS);
          linger.unref();
        },
      });
      clients.add(client);
      for (const { id: taskId, identifier } of named) identifiers.set(taskId, identifier);
      signal.addEventListener('abort', leave);
      for (const taskId of topics.taskIds) logs.add(taskId);
      greet(client, lastEventId);
      return stream;
    },
    workerChanged: (identifier) => {
      if (unwatch !== undefined) publishWorker(identifier);
    },
    get clients() {
      return clients.size;
    },
    close() {
      closed = true;
      for (const client of clients) client.close(); // a set may lose what was visited
      clearTimeout(linger);
      logs.close();
      stop();
    },
  };
}
