import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createAdmin, type Admin } from 'stask/admin';
import { BaseWorker, type RenderedWidget } from 'stask/worker';
import { createWidgetMarkup } from '#src/admin/widget-markup.js';
import { createHost, MARKUP, type TestHost } from './admin-host.js';
import { askOf } from './ask.js';

const rendered: { what: unknown; times: number } = { what: undefined, times: 0 };

class ShelfWorker extends BaseWorker {
  override identifier(): string {
    return 'shelf';
  }
  async renderWidget(): Promise<RenderedWidget> {
    rendered.times++;
    if (rendered.what instanceof Error) throw rendered.what;
    if (rendered.what !== 'last') return rendered.what as RenderedWidget;
    const last = await this.getLastTask('COUNT');
    return last === undefined ? null : { kind: 'stat', title: last.message, value: JSON.stringify(last) };
  }
  async taskCount(_task: object, { fail = false }: { fail?: boolean }): Promise<object> {
    if (fail) throw new Error('no shelf');
    return { counted: 7 };
  }
  taskOther(): number {
    return 1;
  }
}

describe('the widget of a worker', () => {
  let host: TestHost;
  let admin: Admin;
  before(async () => {
    host = await createHost();
    await host.stask.registerWorker(ShelfWorker);
    await host.stask.activateWorker('shelf');
    admin = createAdmin(host.stask, { auth: () => 'ann' });
  });
  after(async () => {
    admin.close();
    await host.close();
  });

  const widget = (what: unknown, accept = 'application/json') => {
    rendered.what = what;
    return askOf(admin)('GET', 'workers/shelf/widget', undefined, { accept });
  };
  const run = async (action: string, data: object = {}): Promise<number> => {
    const { id } = await host.stask.create({ identifier: 'shelf', action, data: { ...data }, maxAttempts: 1 });
    await host.stask.execute(id);
    return id;
  };

  test('that is described leaves as data, whatever the client takes', async () => {
    for (const accept of ['application/json', 'text/html', '*/*']) {
      const { status, headers, body } = await widget({ kind: 'text', text: MARKUP }, accept);
      assert.deepEqual([status, headers.get('content-type')], [200, 'application/json']);
      assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none'/);
      assert.deepEqual(body, { markup: false, parts: [{ kind: 'text', text: MARKUP }] });
    }
  });

  test('that is a text, or the promise of one, is a page for a frame, and who asks for data is told so', async () => {
    assert.deepEqual((await widget('<p>')).body, { markup: true });
    for (const accept of ['text/html,application/json', '*/*']) {
      const { headers } = await widget('<p>', accept);
      assert.equal(headers.get('content-type'), 'text/html; charset=utf-8');
      assert.match(headers.get('content-security-policy') ?? '', /^sandbox allow-scripts; default-src 'none'/);
    }
  });

  test('that is a text is rendered once for the question and the frame that follows it, and anew for the next', async () => {
    rendered.times = 0;
    await widget('<p>one</p>');
    assert.match((await widget('<p>two</p>', 'text/html')).text, /<p>one<\/p>/);
    assert.equal(rendered.times, 1);
    assert.match((await widget('<p>three</p>', 'text/html')).text, /<p>three<\/p>/);
  });

  test('that is a text is rendered again for a frame that comes late', () => {
    let nowMs = 0;
    const markup = createWidgetMarkup(() => nowMs);
    markup.keep('shelf', '<p>');
    nowMs = 60_000;
    assert.equal(markup.take('shelf'), undefined);
  });

  test('that has nothing to show is empty, and a worker without one is told', async () => {
    assert.deepEqual((await widget(null)).body, { markup: false, parts: [] });
    assert.equal((await askOf(admin)('GET', 'workers/stock/widget')).body.code, 'no-markup');
  });

  test('that is wrong is a problem with the place, what is expected and what came', async () => {
    const { status, body } = await widget([
      { kind: 'stat', title: 'A', value: 1 },
      { kind: 'table', columns: ['A'] },
    ]);
    assert.deepEqual([status, body.code], [500, 'widget-invalid']);
    const told = 'expects an array of at most 200 rows, got undefined';
    assert.deepEqual(body.errors, [{ pointer: '/1/rows', code: 'widget-invalid', detail: told }]);
    assert.equal(body.detail, `The widget of worker "shelf" cannot be drawn: /1/rows ${told}.`);
  });

  test('that names an action of another worker is wrong', async () => {
    const { body } = await widget({ kind: 'action', action: 'send' });
    assert.match(body.detail, /\/action expects an action of this worker \(count, other\), got "send"/);
  });

  test('that throws is a problem with the message, never with the stack', async () => {
    const { status, headers, body } = await widget(new Error(`no shelf ${MARKUP}`));
    assert.deepEqual([status, body.code], [500, 'widget-failed']);
    assert.equal(headers.get('content-type'), 'application/problem+json');
    assert.equal(body.detail, `renderWidget() of worker "shelf" threw: no shelf ${MARKUP}`);
    assert.doesNotMatch(JSON.stringify(body), /widgets\.test/);
  });

  test('that never comes is given up', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const asked = widget(new Promise(() => {}));
    const over = { yet: false };
    void asked.finally(() => (over.yet = true));
    while (!over.yet) {
      await new Promise((resolve) => setImmediate(resolve));
      context.mock.timers.tick(1_000);
    }
    assert.equal((await asked).body.code, 'widget-slow');
  });

  test('can tell of the last completed task of an action', async () => {
    assert.deepEqual((await widget('last')).body.parts, []);
    await run('count');
    const id = await run('count');
    await run('other');
    await run('count', { fail: true });
    const [part] = (await widget('last')).body.parts;
    const { finishedAt, ...told } = JSON.parse(part.value);
    assert.deepEqual(told, { id, data: {}, result: { counted: 7 }, message: part.title });
    assert.equal(finishedAt, (await host.stask.getTask(id)).row.finishedAt?.toISOString());
  });

  test('is in the OpenAPI document with every kind', async () => {
    const { paths, components } = (await askOf(admin)('GET', 'openapi.json')).body;
    const { content } = paths['/workers/{worker}/widget'].get.responses['200'];
    assert.deepEqual(Object.keys(content), ['application/json', 'text/html']);
    const kinds = components.schemas.WidgetPart.oneOf.map(({ title }: { title: string }) => title);
    assert.deepEqual(kinds, ['stat', 'progress', 'bars', 'list', 'table', 'text', 'action', 'group']);
  });
});
