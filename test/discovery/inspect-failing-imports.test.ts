import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixture, identifiers, inspect, reasons } from './inspect-fixtures.js';

const FAILURES: ReadonlyArray<[name: string, reason: string, detail: RegExp]> = [
  [
    'throws-error',
    'import-failed',
    /^index\.js cannot be imported: Error: no licence key \(index\.js:1:7\)\. Correct it, .*\.$/,
  ],
  ['throws-null', 'import-failed', /threw null/],
  ['throws-text', 'import-failed', /threw "only text"/],
  ['throws-proxy', 'import-failed', /^index\.js cannot be imported: /],
  ['throws-getters', 'import-failed', /^index\.js cannot be imported: /],
  ['throws-huge-message', 'import-failed', /^.{500,700}$/],
  ['throws-control-characters', 'import-failed', /line one line two \[31mred/],
  ['syntax-error', 'import-failed', /SyntaxError: Unexpected token/],
  ['missing-package', 'dependency-missing', /^index\.js needs "package-that-is-nowhere"/],
  ['missing-file', 'dependency-missing', /^index\.js needs "lib\/gone\.js"/],
  ['missing-required', 'dependency-missing', /^index\.cjs needs "package-that-is-nowhere"/],
  ['exits', 'import-exited', /exit code 3 at index\.js:2:9; its last output: about to leave/],
  ['exits-with-success', 'import-exited', /exit code 0.*must only define its workers and not end the process/],
  ['exits-in-require', 'import-exited', /exit code 4 at index\.cjs:1:9/],
  ['kills-itself', 'import-exited', /SIGKILL/],
  ['kills-its-group', 'import-exited', /SIGKILL/],
  ['aborts', 'import-exited', /SIGABRT/],
  ['crashes', 'import-exited', /SIGSEGV/],
  ['exhausts-memory', 'import-exited', /SIGABRT|exit code/],
  ['closes-descriptors', 'import-exited', /index\.js/],
  ['never-settles', 'import-timeout', /awaits something that nothing is left to settle/],
];

test('every way to fail costs its package one line, and all others are taken', async (t) => {
  const names = FAILURES.map(([name]) => name);
  const report = await inspect(['healthy', ...names, 'neighbour']);
  assert.deepEqual(identifiers(report), ['healthy', 'neighbour']);
  assert.deepEqual(
    report.broken.map((broken) => broken.package.name),
    names,
  );
  for (const [index, [name, reason, detail]] of FAILURES.entries()) {
    await t.test(`${name} is ${reason}`, () => {
      assert.deepEqual(reasons(report)[index], `${name}: ${reason}`);
      assert.match(report.skipped[index]!.detail, detail);
      assert.equal(report.broken[index]!.reason, reason);
    });
  }
});

for (const name of ['loops-forever', 'waits-forever', 'constructor-loops']) {
  test(`${name} is import-timeout after the time limit, and its neighbours are taken`, async () => {
    const report = await inspect(['healthy', name, 'neighbour'], { inspectTimeoutMs: 400 });
    assert.deepEqual(identifiers(report), ['healthy', 'neighbour']);
    assert.deepEqual(reasons(report), [`${name}: import-timeout`]);
    assert.match(
      report.skipped[0]!.detail,
      /^index\.js(#LoopWorker)? was not imported within 400 ms .*must only define its workers and not wait/,
    );
  });
}

test('packages that hang do not add up their time limits', async () => {
  const report = await inspect(['loops-forever', 'waits-forever', 'healthy'], { inspectTimeoutMs: 2_500 });
  assert.deepEqual(identifiers(report), ['healthy']);
  assert.deepEqual(reasons(report), ['loops-forever: import-timeout', 'waits-forever: import-timeout']);
});

test('a package that ends the process later is not blamed on the one imported then', async () => {
  const names = ['exits-later', 'fails-later', 'healthy', 'neighbour'];
  const report = await inspect(names);
  assert.deepEqual(reasons(report), []);
  assert.deepEqual(identifiers(report), ['later', 'late', 'healthy', 'neighbour']);
});

test('a package that reads from the channel waits in vain, whoever is inspected with it, and harms only itself', async () => {
  for (const names of [['reads-channel'], ['healthy', 'reads-channel', 'neighbour']]) {
    const report = await inspect(names, { inspectTimeoutMs: 1_000 });
    assert.deepEqual(
      identifiers(report),
      names.filter((name) => name !== 'reads-channel'),
    );
    assert.deepEqual(reasons(report), ['reads-channel: import-timeout']);
  }
});

test('when no process can be started, every package is import-failed with the cause', async () => {
  const { execPath } = process;
  process.execPath = '/nowhere/node';
  try {
    const report = await inspect(['healthy', 'neighbour']);
    assert.deepEqual(reasons(report), ['healthy: import-failed', 'neighbour: import-failed']);
    assert.match(
      report.skipped[0]!.detail,
      /^index\.js was not imported, the inspection process could not be started: /,
    );
  } finally {
    process.execPath = execPath;
  }
});

test('a file that disappears during the scan is entry-missing', async () => {
  const report = await inspect([fixture('healthy', { files: ['gone.js'] })]);
  assert.deepEqual(reasons(report), ['healthy: entry-missing']);
});

test('of two files the one that loads is taken, and the package is broken for the other', async () => {
  const report = await inspect(['one-of-two-fails']);
  assert.deepEqual(identifiers(report), ['good']);
  assert.deepEqual(reasons(report), ['one-of-two-fails: import-failed']);
  assert.equal(report.broken[0]?.package.name, 'one-of-two-fails');
  assert.match(report.skipped[0]!.path, /one-of-two-fails[\\/]bad\.js$/);
});
