import assert from 'node:assert/strict';
import { test } from 'node:test';
import { why, type WhyReport } from '#src/discovery/why.js';
import { fixtureHost, temporaryFolder, workerPackage, writeTree } from './trees.js';

function ask(name: string, cwd = fixtureHost('every-reason'), more: object = {}): Promise<WhyReport> {
  return why(name, { cwd, storagePath: temporaryFolder(), ...more });
}

test('a healthy package is taken, and every check of it is shown', async () => {
  const { steps, ...report } = await ask('healthy');
  assert.deepEqual(report, {
    package: 'healthy',
    taken: true,
    reason: null,
    detail: 'healthy (healthy/dist/worker.js#Worker)',
  });
  assert.deepEqual(
    steps.map(({ check, ok }) => [check, ok]),
    ['installed', 'allowed by the host', 'package.json', 'manifest', 'peer range', 'entries', 'worker classes'].map(
      (check) => [check, true],
    ),
  );
});

const NOT_TAKEN: ReadonlyArray<[name: string, reason: string | null, detail: RegExp]> = [
  ['broken-json', 'manifest-json', /not valid JSON/],
  ['schema-number', 'manifest-schema', /got 1/],
  ['peer-too-new', 'peer-mismatch', /\^99/],
  ['missing-main', 'entry-missing', /index.js/],
  ['opts-out', null, /opts out/],
  ['only-a-peer', null, /no "stask" key/],
];

for (const [name, reason, detail] of NOT_TAKEN) {
  test(`why ${name} is not taken is said with ${reason ?? 'no reason code'}`, async () => {
    const report = await ask(name);
    assert.deepEqual([report.package, report.taken, report.reason], [name, false, reason]);
    assert.match(report.detail, detail);
    assert.equal(report.steps.at(-1)?.ok, false);
  });
}

test('a package of which one file is missing is taken, and the reason is told', async () => {
  const report = await ask('one-of-two');
  assert.deepEqual([report.taken, report.reason], [true, 'entry-missing']);
});

test('an excluded package says which rule of the host leaves it out', async () => {
  const report = await ask('healthy', undefined, { deny: ['heal*'] });
  assert.deepEqual([report.taken, report.reason], [false, 'excluded']);
  assert.match(report.detail, /discovery.deny has "heal\*"/);
});

test('the version that lost is shown beside the one that is taken', async () => {
  const cwd = writeTree({
    'package.json': {},
    ...workerPackage('node_modules/twice', '1.0.0'),
    'node_modules/app/package.json': {},
    ...workerPackage('node_modules/app/node_modules/twice', '0.9.0'),
  });
  const { steps } = await ask('twice', cwd);
  assert.match(
    steps.find(({ check }) => check === 'other version')?.detail ?? '',
    /Version 0.9.0 is left out for 1.0.0/,
  );
});

test('a package that is not installed is an error with names that are near', async () => {
  await assert.rejects(ask('healty'), {
    code: 'STASK_PACKAGE_NOT_FOUND',
    message: /No package "healty".*Did you mean healthy\?/,
  });
  await assert.rejects(ask('nothing-like-it'), { code: 'STASK_PACKAGE_NOT_FOUND', message: /Install it/ });
});
