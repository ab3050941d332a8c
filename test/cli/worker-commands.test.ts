import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createStask } from 'stask';
import { defineWorker } from 'stask/worker';
import { W_KEYS, type Failure, type W } from './shapes.js';
import { createReadyHost, createTempHost } from './temp-host.js';

interface Discovered {
  registered: W[];
  updated: W[];
  skipped: Array<{ package: string; path: string; reason: string; detail: string }>;
  notices: unknown[];
  scanned: { packages: number; manifests: number; complete: boolean; durationMs: number; totalMs: number };
}

test('discover registers inactive workers and says why a package was left out', async () => {
  const host = createTempHost();
  try {
    const { code, json } = await host.json<Discovered>('discover');
    assert.equal(code, 0);
    assert.deepEqual(Object.keys(json), ['registered', 'updated', 'skipped', 'notices', 'scanned']);
    assert.deepEqual(
      json.registered.map(({ identifier, active }) => [identifier, active]),
      [['jobs', false]],
    );
    assert.deepEqual(Object.keys(json.registered[0] ?? {}), W_KEYS);
    assert.deepEqual(json.registered[0]?.actions.toSorted(), ['count', 'fail', 'leave', 'make', 'print', 'wait']);
    assert.deepEqual(
      json.skipped.map((one) => [one.package, one.reason]),
      [['acme-broken', 'entry-missing']],
    );
    assert.deepEqual(Object.keys(json.skipped[0] ?? {}), ['package', 'path', 'reason', 'detail']);
    assert.deepEqual(Object.keys(json.scanned), ['packages', 'manifests', 'complete', 'durationMs', 'totalMs']);
    assert.match(String(json.scanned.totalMs), /^\d+(\.\d)?$/);

    const again = await host.json<Discovered>('discover');
    assert.deepEqual(again.json.registered, []);
  } finally {
    host.remove();
  }
});

test('discover tells people what was registered, what was skipped and what to do', async () => {
  const host = createTempHost();
  try {
    const { code, stdout, stderr } = await host.run('discover');
    assert.equal(code, 0);
    assert.match(stdout, /Registered\n {2}\+ jobs {2}acme-jobs@1\.2\.3/);
    assert.match(stdout, /Skipped\n {2}- acme-broken {2}entry-missing/);
    assert.match(stdout, /to do: build the package/);
    assert.match(stderr, /stask activate/);
    assert.match((await host.run('discover')).stdout, /Nothing new/);
  } finally {
    host.remove();
  }
});

test('discover --activate, deactivate and activate switch a worker', async () => {
  const host = createTempHost();
  try {
    const found = await host.json<Discovered>('discover', '--activate');
    assert.equal(found.json.registered[0]?.active, true);
    const off = await host.json<{ worker: W }>('deactivate', 'jobs');
    assert.deepEqual(Object.keys(off.json), ['worker']);
    assert.equal(off.json.worker.active, false);
    assert.deepEqual((await host.json<W[]>('workers', '--active')).json, []);
    assert.match((await host.run('activate', 'jobs')).stdout, /^jobs is active\.\n$/);
    assert.match((await host.run('deactivate', 'jobs')).stdout, /^jobs is inactive\.\n$/);
  } finally {
    host.remove();
  }
});

test('workers lists and filters', async () => {
  const host = await createReadyHost();
  try {
    const all = await host.json<W[]>('workers');
    assert.equal(all.code, 0);
    assert.deepEqual(Object.keys(all.json[0] ?? {}), W_KEYS);
    assert.equal((await host.json<W[]>('workers', '--scope', 'acme', '--active')).json.length, 1);
    assert.deepEqual((await host.json<W[]>('workers', '--scope', 'other')).json, []);
    assert.match(
      (await host.run('workers')).stdout,
      /^IDENTIFIER +SCOPE +STATE .*\njobs +acme +active +acme-jobs@1\.2\.3/,
    );
    assert.match((await host.run('workers', '--scope', 'other')).stdout, /stask discover/);
  } finally {
    host.remove();
  }
});

test('a worker of the host itself is shown as such', async () => {
  const host = createTempHost();
  try {
    const stask = await createStask({ cwd: host.path, autoDiscover: false });
    await stask.registerWorker(defineWorker({ identifier: 'greeter', actions: { greet: () => 'hello' } }));
    await stask.close();
    assert.match((await host.run('workers')).stdout, /\ngreeter +inactive +the host +greet/);
  } finally {
    host.remove();
  }
});

test('an unknown worker is not found', async () => {
  const host = await createReadyHost();
  try {
    for (const args of [
      ['activate', 'nobody'],
      ['deactivate', 'nobody'],
      ['settings', 'nobody'],
      ['schedule', 'nobody'],
    ]) {
      const { code, json } = await host.json<Failure>(...args);
      assert.equal(code, 3, args.join(' '));
      assert.equal(json.error.code, 'STASK_WORKER_NOT_FOUND');
    }
    const human = await host.run('activate', 'job');
    assert.equal(human.code, 3);
    assert.equal(human.stdout, '');
    assert.match(human.stderr, /STASK_WORKER_NOT_FOUND/);
  } finally {
    host.remove();
  }
});

test('why explains each step, and an unknown package is not found', async () => {
  const host = createTempHost();
  try {
    const taken = await host.json<{ taken: boolean; reason: string | null; steps: object[] }>('why', 'acme-jobs');
    assert.equal(taken.code, 0);
    assert.deepEqual(Object.keys(taken.json), ['package', 'taken', 'reason', 'detail', 'steps']);
    assert.equal(taken.json.taken, true);
    assert.deepEqual(Object.keys(taken.json.steps[0] ?? {}), ['check', 'ok', 'detail']);
    const left = await host.json<{ taken: boolean; reason: string }>('why', 'acme-broken');
    assert.equal(left.code, 0);
    assert.deepEqual([left.json.taken, left.json.reason], [false, 'entry-missing']);
    assert.match((await host.run('why', 'acme-broken')).stdout, /not taken {2}entry-missing/);
    const { code, json } = await host.json<Failure>('why', 'acme-jobz');
    assert.equal(code, 3);
    assert.equal(json.error.code, 'STASK_PACKAGE_NOT_FOUND');
  } finally {
    host.remove();
  }
});

test('rescan marks what is gone, clean deletes it and hands back its settings', async () => {
  const host = await createReadyHost();
  try {
    await host.run('settings', 'jobs', '--set', 'api.timeout=30');
    rmSync(join(host.path, 'node_modules/acme-jobs'), { recursive: true });
    const scan = await host.json<{ missing: W[] }>('rescan');
    assert.equal(scan.code, 0);
    assert.deepEqual(Object.keys(scan.json), ['updated', 'broken', 'missing', 'skipped', 'scanned']);
    assert.deepEqual(
      scan.json.missing.map(({ identifier }) => identifier),
      ['jobs'],
    );

    interface Cleaned {
      removed: Array<W & { settings: object }>;
      kept: object[];
    }
    const dry = await host.json<Cleaned>('clean', '--dry-run');
    assert.deepEqual(
      dry.json.removed.map(({ identifier }) => identifier),
      ['jobs'],
    );
    assert.match((await host.run('clean', '--dry-run')).stdout, /Would be removed\n {2}- jobs/);
    const done = await host.json<Cleaned>('clean');
    assert.equal(done.code, 0);
    assert.deepEqual(Object.keys(done.json), ['removed', 'kept']);
    assert.deepEqual(done.json.removed[0]?.settings, { api: { timeout: 30 } });
    assert.match((await host.run('clean')).stdout, /Nothing to remove/);
  } finally {
    host.remove();
  }
});

for (const [what, isHalf] of [
  ['absent', false],
  ['half installed', true],
] as const) {
  test(`clean refuses and removes nothing when node_modules is ${what}, even by force`, async () => {
    const host = await createReadyHost();
    try {
      rmSync(join(host.path, 'node_modules'), { recursive: true });
      if (isHalf) mkdirSync(join(host.path, 'node_modules/on-its-way'), { recursive: true });
      const { code, json } = await host.json<Failure>('clean', '--force');
      assert.deepEqual([code, json.error.code], [4, 'STASK_SCAN_INCOMPLETE']);
      assert.notDeepEqual((await host.json('workers')).json, []);
    } finally {
      host.remove();
    }
  });
}

test('settings are shown, set by path, merged and masked', async () => {
  const host = await createReadyHost();
  try {
    const first = await host.json<{ settings: object }>('settings', 'jobs');
    assert.deepEqual(first.json, { settings: { api: { timeout: 10, key: '' } } });
    const set = await host.json<{ settings: object }>(
      'settings',
      'jobs',
      '--set',
      'api.timeout=30',
      '--set',
      'api.key=abc',
    );
    assert.deepEqual(set.json.settings, { api: { timeout: 30, key: { $secret: true } } });
    const merged = await host.json<{ settings: object }>('settings', 'jobs', '--data', '{"api":{"timeout":5}}');
    assert.deepEqual(merged.json.settings, { api: { timeout: 5, key: { $secret: true } } });
    const wrong = await host.json<Failure>('settings', 'jobs', '--set', 'api.timeout=soon');
    assert.equal(wrong.code, 2);
    assert.equal(wrong.json.error.code, 'STASK_SETTINGS_INVALID');
  } finally {
    host.remove();
  }
});

test('a schedule is set, shown with its next runs, and refused when invalid', async () => {
  const host = await createReadyHost();
  try {
    interface State {
      schedule: { type: string };
      next: string[];
    }
    assert.deepEqual((await host.json<State>('schedule', 'jobs')).json, { schedule: { type: 'manual' }, next: [] });
    const cron = '{"type":"cron","enabled":true,"cron":"0 3 * * *","timezone":"UTC"}';
    const set = await host.json<State>('schedule', 'jobs', '--data', cron);
    assert.equal(set.code, 0);
    assert.equal(set.json.schedule.type, 'cron');
    assert.equal(set.json.next.length, 5);
    assert.match(set.json.next[0] ?? '', /T03:00:00\.000Z$/);
    const wrong = await host.json<Failure>('schedule', 'jobs', '--data', '{"type":"cron","cron":"nope"}');
    assert.equal(wrong.code, 2);
    assert.equal(wrong.json.error.code, 'STASK_SCHEDULE_INVALID');
  } finally {
    host.remove();
  }
});

test('a preview needs no worker, no host and no database', async () => {
  const { staskJson } = await import('./run-stask.js');
  const cron = '{"type":"cron","enabled":true,"cron":"30 4 * * *","timezone":"UTC"}';
  const args = [
    'schedule',
    '--preview',
    '--data',
    cron,
    '--after',
    '2030-01-01T00:00:00Z',
    '--count',
    '2',
    '--cwd',
    '/',
  ];
  const { code, json } = await staskJson(args);
  assert.equal(code, 0);
  assert.deepEqual(json, { next: ['2030-01-01T04:30:00.000Z', '2030-01-02T04:30:00.000Z'] });
});
