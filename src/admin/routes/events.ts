import { lightTasksByIds } from '../../typeorm/task-rows-light.js';
import type { Permission } from '../api.js';
import type { Call, Route } from '../call.js';
import { parseTopics } from '../live/client.js';

export const eventRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/events',
    permission: 'tasks.read',
    summary: 'Server-sent events: task, log, worker, health, resync; `Last-Event-ID` is honoured',
    query: { topics: 'tasks, workers, task:ID; with commas', lastEventId: 'for clients that cannot send the header' },
    headers: { 'Last-Event-ID': 'of the stream that this one follows' },
    content: { 'text/event-stream': {} },
    answers: [200],
    handle: openStream,
  },
];

async function openStream(call: Call): Promise<Response> {
  const { request, query, parts, stask } = call;
  const topics = parseTopics(query.get('topics') ?? 'tasks');
  const [tasks, logs, workers] = await Promise.all([
    setOf(call, 'tasks.read'),
    setOf(call, 'tasks.logs'),
    setOf(call, 'workers.read'),
  ]);
  const named = await lightTasksByIds(stask.database, [...topics.taskIds]);
  const lastEventId = request.headers.get('last-event-id') ?? query.get('lastEventId');
  const stream = parts.live.open(
    { topics: { ...topics, taskIds: new Set(named.map(({ id }) => id)) }, tasks, logs, workers, named },
    lastEventId,
    request.signal,
  );
  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      // compression would hold events back until the stream ends, a proxy's buffer too
      'cache-control': 'no-cache, no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}

async function setOf({ access }: Call, permission: Permission): Promise<ReadonlySet<string> | undefined> {
  const identifiers = await access.workersWith(permission);
  return identifiers === undefined ? undefined : new Set(identifiers);
}
