import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createStask, type Stask } from 'stask';
import { createAdmin, type Admin } from 'stask/admin';
import { openClient, parseTopics } from '#src/admin/live/client.js';
import { createRing, type LiveEvent } from '#src/admin/live/event-ring.js';
import { createHost, StockWorker, type TestHost } from './admin-host.js';

interface Received {
  readonly id: string;
  readonly event: string;
  readonly data: { id?: number; identifier?: string; statusText?: string; lines?: Array<{ message: string }> };
}

const mayDo = (user: unknown, _permission: unknown, { scope }: { scope?: string }): boolean =>
  user !== 'eve' || scope === 'store';

class LateWorker extends StockWorker {
  override identifier(): string {
    return 'late';
  }
}

const numbered = (seq: number): LiveEvent => ({ seq, name: 'task', identifier: '', taskId: seq, frame: '' });

describe('live events', () => {
  let host: TestHost;
  let admin: Admin;
  let other: Stask;
  const server = setInterval(() => {}, 1_000); // a host has a server that keeps its process
  before(async () => {
    host = await createHost();
    admin = createAdmin(host.stask, { auth: (request) => request.headers.get('x-user') ?? 'ann', can: mayDo });
    const { cwd, logger } = host.stask.options;
    other = await createStask({ cwd, logger, autoDiscover: false });
  });
  after(async () => {
    clearInterval(server);
    admin.close();
    await other.close();
    await host.close();
  });

  const listen = async (topics: string, headers: Record<string, string> = {}) => {
    const stop = new AbortController();
    const request = new Request(`http://x/api/v1/events?topics=${topics}`, { headers, signal: stop.signal });
    const response = await admin(request);
    assert.equal(response.status, 200);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    let lastId = '';
    return {
      stop: () => stop.abort(),
      lastId: () => lastId,
      /** The first event that fits. */
      async until(fits: (received: Received) => boolean): Promise<Received> {
        for (;;) {
          for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
            const fields = new Map(
              text
                .slice(0, end)
                .split('\n')
                .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const),
            );
            text = text.slice(end + 2);
            lastId = fields.get('id') ?? lastId;
            const received = {
              id: lastId,
              event: fields.get('event') ?? '',
              data: JSON.parse(fields.get('data') ?? '{}') as Received['data'],
            };
            if (received.event !== '' && fits(received)) return received;
          }
          const { value, done } = await reader.read();
          if (done) assert.fail('the stream ended');
          text += value;
        }
      },
    };
  };

  test('tell what happens in this process, with progress and log', async () => {
    const task = await host.stask.create({ identifier: 'mail', action: 'send', data: { limit: 2 } });
    const stream = await listen(`tasks,task:${task.id}`);
    await host.stask.execute(task);
    await stream.until(({ event, data }) => event === 'task' && data.id === task.id && data.statusText === 'completed');
    stream.stop();
  });

  test('tell what another process does to the same database', async () => {
    const stream = await listen('tasks');
    const task = await other.create({ identifier: 'stock', action: 'sync' });
    await stream.until(({ data }) => data.id === task.id && data.statusText === 'pending');
    await other.cancel(task.id);
    await stream.until(({ data }) => data.id === task.id && data.statusText === 'cancelled');
    stream.stop();
  });

  test('tell what another process does to workers: activation, settings, schedule, discovery, removal', async () => {
    const stream = await listen('workers');
    const changed = (identifier: string) =>
      stream.until(({ event, data }) => event === 'worker' && data.identifier === identifier);
    await other.deactivateWorker('mail');
    await changed('mail');
    await other.activateWorker('mail');
    await changed('mail');
    await other.updateSettings('mail', { sender: 'b@example.org' });
    await changed('mail');
    await other.setSchedule('mail', { type: 'manual' });
    await changed('mail');
    await other.registerWorker(LateWorker);
    await changed('late');
    await other.database.execute("DELETE FROM s_workers WHERE identifier = 'late'");
    await changed('late');
    stream.stop();
  });

  test('bring the lines of a log that another process writes', async () => {
    const task = await other.create({ identifier: 'stock', action: 'sync' });
    const stream = await listen(`task:${task.id}`);
    // the follower has found the end of the log once it tells of a line; lines before that are of the first fetch
    const writing = setInterval(() => void other.log(task.id, 'info', 'from afar'), 100);
    const { data } = await stream.until(({ event }) => event === 'log');
    clearInterval(writing);
    assert.equal(data.lines?.[0]?.message, 'from afar');
    stream.stop();
  });

  test('go on where a lost stream ended, or say that something was missed', async () => {
    const first = await listen('tasks');
    const one = await host.stask.create({ identifier: 'stock', action: 'sync' });
    const seen = await first.until(({ data }) => data.id === one.id);
    const two = await host.stask.create({ identifier: 'stock', action: 'sync' });
    await first.until(({ data }) => data.id === two.id);
    first.stop();
    const again = await listen('tasks', { 'last-event-id': seen.id });
    await again.until(({ event, data }) => event === 'task' && data.id === two.id);
    again.stop();
    const strange = await listen('tasks', { 'last-event-id': 'deadbeef-12' });
    await strange.until(({ event }) => event === 'resync');
    strange.stop();
  });

  test('keep from a user what is of another scope', async () => {
    const stream = await listen('tasks', { 'x-user': 'eve' });
    const hidden = await host.stask.create({ identifier: 'mail', action: 'send' });
    const shown = await host.stask.create({ identifier: 'stock', action: 'sync' });
    const first = await stream.until(({ event, data }) => event === 'task' && (data.id ?? 0) >= hidden.id);
    assert.equal(first.data.id, shown.id);
    stream.stop();
  });

  test('reach a hundred streams, and end with the admin', async () => {
    const own = createAdmin(host.stask, { auth: () => 'ann' });
    const streams = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const response = await own(new Request('http://x/api/v1/events?topics=tasks'));
        return response.body!.pipeThrough(new TextDecoderStream()).getReader();
      }),
    );
    const { id } = await host.stask.create({ identifier: 'stock', action: 'sync' });
    await Promise.all(
      streams.map(async (reader) => {
        for (let text = ''; !text.includes(`"id":${id}`);) text += (await reader.read()).value ?? assert.fail('ended');
      }),
    );
    own.close();
    for (const reader of streams) while (!(await reader.read()).done);
  });
});

describe('a client that does not read', () => {
  test('is told to fetch again instead of filling the memory', async () => {
    const { client, stream } = openClient({
      topics: parseTopics('tasks'),
      tasks: undefined,
      logs: undefined,
      workers: undefined,
      resyncFrame: () => 'event: resync\n\n',
      onClose: () => {},
    });
    for (let count = 0; count < 10_000; count++) client.send(`data: ${'x'.repeat(500)}\n\n`);
    client.close();
    let size = 0;
    let text = '';
    for await (const piece of stream as unknown as AsyncIterable<Uint8Array>) {
      size += piece.length;
      text += Buffer.from(piece).toString();
    }
    assert.ok(size < 1_200_000, `${size}`);
    assert.ok(text === '' || text.includes('data: '));
  });
});

describe('the ring of events', () => {
  test('gives what came after a number as long as nothing of it is lost', () => {
    const ring = createRing(3);
    for (const seq of [1, 2, 3, 4, 5]) ring.add(numbered(seq));
    assert.deepEqual(
      ring.after(3)?.map(({ seq }) => seq),
      [4, 5],
    );
    assert.deepEqual(
      ring.after(2)?.map(({ seq }) => seq),
      [3, 4, 5],
    );
    assert.equal(ring.after(1), undefined);
    assert.deepEqual(ring.after(5), []);
  });
  test('topics that are none are left out', () => {
    const { tasks, workers, taskIds } = parseTopics('tasks, task:12,task:0,task:x,task:1e3,workers ,evil');
    assert.deepEqual([tasks, workers, [...taskIds]], [true, true, [12]]);
  });
});
