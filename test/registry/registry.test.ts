import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { isStaskError } from '#src/errors.js';
import type { DiscoveryReport, WorkerCandidate } from '#src/discovery/report.js';
import { createRegistry } from '#src/registry/registry.js';
import type { Registry } from '#src/registry/registry.js';
import { createWorkers } from '#src/registry/workers.js';
import type { WorkerStore } from '#src/store/worker-store.js';
import { createWorkerStore } from '#src/typeorm/worker-store.js';

import { forEachDatabase } from '../helpers/databases.js';
import { candidate, packageNamed } from './sample-rows.js';

forEachDatabase('the registry', (given) => {
  let store: WorkerStore;
  let registry: Registry;
  let onDisk: Partial<DiscoveryReport> = {};
  const disk = (candidates: readonly WorkerCandidate[], more: Partial<DiscoveryReport> = {}): void => {
    onDisk = { candidates, ...more };
  };

  beforeEach(async () => {
    await given.database.execute('DELETE FROM s_workers');
    await given.database.execute('DELETE FROM s_tasks');
    store = createWorkerStore(given.database);
    registry = createRegistry({ store, discover: async () => reportOf(onDisk) });
  });

  test('registers what is new, says what it skipped, and writes nothing the second time', async () => {
    disk([candidate('mail'), candidate('feed'), candidate('mail', { package: 'zip' })]);
    const first = await registry.discover();
    assert.deepEqual(names(first.registered), ['mail', 'feed']);
    assert.deepEqual(
      first.skipped.map(({ package: name, reason }) => [name, reason]),
      [['zip', 'identifier-taken']],
    );
    const before = await store.list();
    const second = await registry.discover();
    assert.deepEqual([second.registered, second.updated], [[], []]);
    assert.deepEqual(await store.list(), before);
  });

  test('registers nothing on rescan, and marks nothing missing on discover', async () => {
    disk([candidate('mail')]);
    await registry.discover();
    disk([candidate('feed')]);
    const rescanned = await registry.rescan();
    assert.deepEqual([names(rescanned.missing), names(rescanned.changed)], [['mail'], ['mail']]);
    disk([candidate('mail')]);
    const discovered = await registry.discover();
    assert.deepEqual(
      discovered.updated.map(({ identifier, health }) => [identifier, health]),
      [['mail', 'ok']],
    );
    disk([]);
    await registry.discover();
    assert.equal((await store.find('mail'))?.health, 'ok');
  });

  test('keeps settings, activity, position and tasks through everything that can happen to a package', async () => {
    disk([candidate('mail')]);
    const [{ id } = { id: 0 }] = (await registry.discover()).registered;
    await createWorkers(store).activate('mail');
    await store.changeSettings('mail', () => ({ api: { key: 'k😀' } }));
    await given.database.execute("INSERT INTO s_tasks (identifier, action, status) VALUES ('mail', 'make', 80)");
    const shop2 = packageNamed('shop', { version: '2.0.0' });
    const broken = [{ package: shop2, reason: 'import-failed', detail: 'SyntaxError' } as const];
    const steps: Array<[WorkerCandidate[], Partial<DiscoveryReport>?]> = [
      [[candidate('mail', { package: shop2 })]],
      [[], { broken }],
      [[candidate('mail', { package: shop2 })]],
      [[candidate('mail', { class: 'shop/lib/mail.js#default' })]],
      [[candidate('mail', { package: 'post' })]],
      [[], {}],
      [[candidate('mail', { package: 'post' })]],
      [[candidate('mailer', { package: 'post', class: 'post/index.js#mail' })]],
      [[], { scanned: { ...FIGURES, complete: false, incompleteBecause: ['node_modules is absent'] } }],
    ];
    for (const [candidates, more] of steps) {
      disk(candidates, more);
      await registry.discover();
      await registry.rescan();
      const [row, ...others] = await store.list();
      assert.deepEqual(others, []);
      assert.deepEqual([row?.id, row?.active, row?.position, row?.settings], [id, true, 1, { api: { key: 'k😀' } }]);
    }
    assert.equal((await store.find('mailer'))?.class, 'post/index.js#mail');
    const [task] = await given.database.query('SELECT identifier FROM s_tasks');
    assert.equal(task?.['identifier'], 'mailer');
  });

  test('cleans only by force when most would go, and returns whole rows', async () => {
    disk(['a', 'b', 'c', 'd'].map((identifier) => candidate(identifier)));
    await registry.discover();
    await store.changeSettings('a', () => ({ kept: 1 }));
    disk([]);
    await rejectsWith(registry.clean(), 'STASK_CLEAN_TOO_MANY');
    assert.equal((await store.list()).length, 4);
    const preview = await registry.clean({ dryRun: true });
    assert.deepEqual([preview.removed.length, (await store.list()).length], [4, 4]);
    const { removed, kept } = await registry.clean({ force: true });
    assert.deepEqual([removed.length, kept, await store.list()], [4, [], []]);
    assert.deepEqual(removed.find(({ identifier }) => identifier === 'a')?.settings, { kept: 1 });
  });

  test('writes nothing on a dry run', async () => {
    disk([candidate('a'), candidate('b')]);
    await registry.discover();
    disk([candidate('a')]);
    const before = await store.list();
    assert.deepEqual(names((await registry.clean({ dryRun: true })).removed), ['b']);
    assert.deepEqual(names((await registry.sync({ dryRun: true })).removed), ['b']);
    assert.deepEqual(await store.list(), before);
  });

  test('keeps a row with unfinished tasks and says why', async () => {
    disk([candidate('a'), candidate('b')]);
    await registry.discover();
    await given.database.execute("INSERT INTO s_tasks (identifier, action, status) VALUES ('a', 'make', 10)");
    disk([]);
    const { removed, kept } = await registry.clean();
    assert.deepEqual([names(removed), kept.map(({ identifier }) => identifier)], [['b'], ['a']]);
    assert.match(kept[0]?.reason ?? '', /unfinished tasks/);
  });

  test('refuses to clean by an incomplete scan, forced or not, and a broken package loses nothing', async () => {
    disk([candidate('a')]);
    await registry.discover();
    disk([], { scanned: { ...FIGURES, complete: false, incompleteBecause: ['an install looks under way'] } });
    const error = await rejectsWith(registry.clean({ force: true }), 'STASK_SCAN_INCOMPLETE');
    assert.match(error.message, /an install looks under way/);
    disk([], { broken: [{ package: packageNamed('shop'), reason: 'import-exited', detail: 'exit 1' }] });
    assert.deepEqual(await registry.clean({ force: true }), { removed: [], kept: [] });
    assert.equal((await store.find('a'))?.health, 'broken');
  });

  test('does all at once on sync', async () => {
    disk([candidate('a'), candidate('b'), candidate('c')]);
    await registry.discover();
    disk([candidate('a', { title: 'Other' }), candidate('d')], {
      brokenClasses: [
        { package: packageNamed('shop'), class: 'shop/index.js#b', reason: 'construct-failed', detail: 'needs a key' },
      ],
    });
    const report = await registry.sync();
    assert.deepEqual([report.registered, report.updated, report.broken, report.removed].map(names), [
      ['d'],
      ['a'],
      ['b'],
      ['c'],
    ]);
    assert.deepEqual(names(await store.list()), ['a', 'b', 'd']);
  });

  test('activates new workers as the host says, and none that exist', async () => {
    disk([candidate('old')]);
    await registry.discover();
    registry = createRegistry({
      store,
      discover: async () => reportOf(onDisk),
      activateNew: ({ identifier }) => identifier !== 'third',
    });
    disk([candidate('old'), candidate('new'), candidate('third')]);
    const { registered } = await registry.discover();
    assert.deepEqual(
      registered.map(({ identifier, active }) => [identifier, active]),
      [
        ['new', true],
        ['third', false],
      ],
    );
    assert.equal((await store.find('old'))?.active, false);
    assert.equal((await store.find('new'))?.activatedVersion, '1.0.0');
  });
});

const FIGURES = { packages: 1, manifests: 1, complete: true, incompleteBecause: [], durationMs: 1, totalMs: 2 };

function reportOf(parts: Partial<DiscoveryReport>): DiscoveryReport {
  return { candidates: [], broken: [], brokenClasses: [], skipped: [], notices: [], scanned: FIGURES, ...parts };
}

function names(rows: ReadonlyArray<{ readonly identifier: string }>): string[] {
  return rows.map(({ identifier }) => identifier);
}

async function rejectsWith(promise: Promise<unknown>, code: Parameters<typeof isStaskError>[1]): Promise<Error> {
  const error: unknown = await promise.then(
    () => assert.fail('it succeeded'),
    (thrown: unknown) => thrown,
  );
  assert.ok(isStaskError(error, code), String(error));
  return error;
}
