import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identifiers, inspect, reasons, REPOSITORY } from './inspect-fixtures.js';

/** What the neighbour sees when nobody touched its surroundings. */
const UNTOUCHED = { names: ['A', 'B'], keys: [], cwd: REPOSITORY, leak: 'none', json: '{"ok":true}' };

for (const name of ['pollutes-objects', 'pollutes-json', 'removes-builtins']) {
  test(`${name} is refused, and its neighbours do not notice`, async () => {
    const report = await inspect(['healthy', name, 'neighbour']);
    assert.deepEqual(identifiers(report), ['healthy', 'neighbour']);
    assert.deepEqual(reasons(report), [`${name}: import-failed`]);
    assert.match(report.skipped[0]!.detail, /changes objects that all code uses: (Object|Array)\.prototype\.\w+/);
    assert.deepEqual(report.candidates[1]!.settings, UNTOUCHED);
    assert.equal(({} as { polluted?: string }).polluted, undefined);
  });
}

for (const [name, changed] of [
  ['replaces-builtins', /Array\.prototype\.map/],
  ['polyfills', /: Array\.prototype\.secondToLast\.$/],
] as const) {
  test(`${name} is taken with a notice, and its neighbours do not notice`, async () => {
    const report = await inspect(['healthy', name, 'neighbour']);
    assert.equal(identifiers(report).length, 3);
    assert.deepEqual(reasons(report), []);
    assert.deepEqual(report.candidates[2]!.settings, UNTOUCHED);
    assert.deepEqual(
      report.notices.map((notice) => [notice.package, notice.code]),
      [[name, 'globals-changed']],
    );
    assert.match(report.notices[0]!.detail, changed);
  });
}

test('folder, environment, listeners and timers of one package do not reach the next', async () => {
  const report = await inspect(['changes-process', 'neighbour']);
  assert.deepEqual(identifiers(report), ['changing', 'neighbour']);
  assert.deepEqual(report.candidates[1]!.settings, UNTOUCHED);
});

test('a package that prints without measure is taken and prints nothing here', async () => {
  const report = await inspect(['floods-output', 'neighbour']);
  assert.deepEqual(identifiers(report), ['flood', 'neighbour']);
});

test('what worker code writes into the channel is not taken for an answer', async () => {
  const report = await inspect(['writes-to-channel', 'neighbour']);
  assert.deepEqual(identifiers(report), ['noise', 'neighbour']);
});

test('errors that come after the import are a notice', async () => {
  const report = await inspect(['fails-later', 'neighbour']);
  assert.deepEqual(identifiers(report), ['late', 'neighbour']);
  const details = report.notices.map(({ package: name, code, detail }) => `${name} ${code} ${detail}`);
  assert.ok(details.some((detail) => /^fails-later late-error .*connection refused \(index\.js:3:21\)/.test(detail)));
});

test('processes that a package starts end with its inspection', async () => {
  const report = await inspect(['starts-processes']);
  const pids = report.candidates[0]!.settings.pids as number[];
  assert.equal(pids.length, 2);
  for (const pid of pids) assert.equal(await isGone(pid), true, `process ${pid} still runs`);
});

/** The system needs a moment to take a killed process away. */
async function isGone(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}
