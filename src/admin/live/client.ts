import type { LiveEvent } from './event-ring.js';

/** More than this waits for a slow client: it fetches everything again instead. */
const MAX_WAITING_CHARS = 1_000_000;
const MAX_WAITING = 1_000;

export interface LiveClient {
  wants(event: LiveEvent): boolean;
  send(frame: string): void;
  close(): void;
}

/** The topics of one stream: all tasks, single tasks, workers. */
export interface Topics {
  readonly tasks: boolean;
  readonly workers: boolean;
  readonly taskIds: ReadonlySet<number>;
}

/** `tasks,task:12,workers`; anything else is left out. */
export function parseTopics(text: string): Topics {
  const words = text.split(',').map((word) => word.trim());
  const ids = words.flatMap((word) => /^task:([1-9]\d{0,15})$/.exec(word)?.[1] ?? []).map(Number);
  return { tasks: words.includes('tasks'), workers: words.includes('workers'), taskIds: new Set(ids.slice(0, 20)) };
}

export interface ClientOptions {
  readonly topics: Topics;
  /** Workers whose tasks may be seen, and whose logs; undefined for all. */
  readonly tasks: ReadonlySet<string> | undefined;
  readonly logs: ReadonlySet<string> | undefined;
  readonly workers: ReadonlySet<string> | undefined;
  readonly resyncFrame: () => string;
  readonly onClose: (client: LiveClient) => void;
}

/** A client and the stream it reads; what it does not read in time is replaced by one `resync`. */
export function openClient(options: ClientOptions): { client: LiveClient; stream: ReadableStream<Uint8Array> } {
  const encoder = new TextEncoder();
  let waiting: string[] = [];
  let chars = 0;
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let hungry = false;
  let closed = false;

  const flush = (): void => {
    if (!hungry || waiting.length === 0 || controller === undefined) return;
    hungry = false;
    const text = waiting.join('');
    waiting = [];
    chars = 0;
    controller.enqueue(encoder.encode(text));
  };
  const client: LiveClient = {
    wants: (event) => isWanted(event, options),
    send(frame) {
      if (closed) return;
      waiting.push(frame);
      chars += frame.length;
      if (waiting.length > MAX_WAITING || chars > MAX_WAITING_CHARS) {
        waiting = [options.resyncFrame()];
        chars = 0;
      }
      flush();
    },
    close() {
      if (closed) return;
      closed = true;
      options.onClose(client);
      try {
        controller?.close();
      } catch {
        // the other side has cancelled it already
      }
    },
  };
  const stream = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given;
      },
      pull() {
        hungry = true;
        flush();
      },
      cancel: () => client.close(),
    },
    { highWaterMark: 1 },
  );
  return { client, stream };
}

function isWanted(event: LiveEvent, { topics, tasks, logs, workers }: ClientOptions): boolean {
  const { name, taskId, identifier } = event;
  if (name === 'resync') return true;
  if (name === 'worker') return topics.workers && (workers?.has(identifier) ?? true);
  const isOfTask = taskId !== undefined && topics.taskIds.has(taskId);
  if (name === 'log') return isOfTask && (logs?.has(identifier) ?? true);
  return (topics.tasks || isOfTask) && (tasks?.has(identifier) ?? true);
}
