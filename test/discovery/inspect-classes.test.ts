import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { InspectionReport } from '#src/discovery/inspect-packages.js';
import { fixture, inspect } from './inspect-fixtures.js';

/** Classes taken, as `identifier class`. */
const TAKEN: ReadonlyArray<[name: string, ...taken: string[]]> = [
  ['healthy', 'healthy healthy/index.js#HealthyWorker'],
  ['exports-default', 'plain-default exports-default/index.js#default'],
  ['exports-both-names', 'twice exports-both-names/index.js#AlphaWorker'],
  ['exports-from-two-files', 'shared exports-from-two-files/a.js#SharedWorker'],
  ['commonjs-class', 'common commonjs-class/index.cjs#default'],
  ['commonjs-hidden', 'one commonjs-hidden/index.cjs#one', 'two commonjs-hidden/index.cjs#two'],
  ['commonjs-transpiled', 'transpiled commonjs-transpiled/index.cjs#default'],
  ['old-style-class', 'old old-style-class/index.js#OldWorker'],
  ['fields-as-methods', 'fields fields-as-methods/index.js#FieldWorker'],
  ['abstract-marked', 'heir abstract-marked/index.js#Heir'],
  ['abstract-base', 'heir abstract-base/index.js#Heir'],
  ['construct-throws', 'fine construct-throws/index.js#FineWorker'],
  ['texts-for-people', 'chatty texts-for-people/index.js#ChattyWorker'],
  ['settings-with-proto', 'proto settings-with-proto/index.js#ProtoWorker'],
];

/** Classes left out, as `export reason`; `''` for the package as a whole. */
const LEFT_OUT: ReadonlyArray<[name: string, left: string, detail: RegExp]> = [
  ['exports-no-class', ' no-worker-class', /index\.js/],
  ['abstract-marked', 'Base abstract', /static abstract = true/],
  ['abstract-base', 'Base abstract', /base class of "Heir"/],
  [
    'lacks-methods',
    'HalfWorker contract-invalid',
    /lacks title\(\), description\(\), icon\(\), settings\(\), an action/,
  ],
  ['lacks-everything', 'Helper contract-invalid', /lacks identifier\(\), scope\(\), .*an action/],
  ['lacks-action', 'IdleWorker contract-invalid', /lacks an action/],
  [
    'wrong-types',
    'WrongWorker contract-invalid',
    /scope must be a method.*title\(\) must return a string.*description\(\).*a promise.*icon\(\).*no icon.*settings\(\).*an array/,
  ],
  ['identifier-number', 'NumberWorker contract-invalid', /identifier\(\) must return a string/],
  ['construct-throws', 'PickyWorker construct-failed', /TypeError: .*\(index\.js:5:24\)/],
  ['construct-refuses', 'RefusingWorker construct-failed', /no licence for this machine \(index\.js:5:11\)/],
  ['identifier-empty', 'EmptyWorker identifier-invalid', /returned ""/],
  ['identifier-illegal', 'IllegalWorker identifier-invalid', /returned "\.\.\/mail"/],
  ['identifier-long', 'LongWorker identifier-invalid', /^.{1,250}$/],
  ['identifier-long', 'LongWorker identifier-invalid', /300 characters/],
  ['identifier-counts', 'CountingWorker identifier-unstable', /"counting-0" and then "counting-1"/],
  ['identifier-per-instance', 'InstanceWorker identifier-unstable', /"instance-0" and then "instance-1"/],
  ['action-conflict', 'ConflictWorker action-conflict', /"taskExportHtml" and "taskExportHTML"/],
  ['settings-cycle', 'CycleWorker contract-invalid', /settings\(\) cannot be written as JSON/],
  ['texts-too-long', 'LongWorker contract-invalid', /scope\(\) must return one line of at most 191.*icon\(\).*255/],
  ['settings-huge', 'HugeWorker contract-invalid', /settings\(\) is \d+ bytes/],
];

let report: InspectionReport;

before(async () => {
  const names = new Set([...TAKEN, ...LEFT_OUT].map(([name]) => name));
  report = await inspect([...names].map((name) => fixture(name, { scope: 'from-manifest' })));
});

for (const [name, ...taken] of TAKEN) {
  test(`${name}: the class is taken once, under its first name`, () => {
    const candidates = report.candidates.filter((candidate) => candidate.package.name === name);
    assert.deepEqual(
      candidates.map((candidate) => `${candidate.identifier} ${candidate.class}`),
      taken,
    );
  });
}

for (const [name, left, detail] of LEFT_OUT) {
  test(`${name}: left out as${left} with ${detail.source}`, () => {
    const skipped = report.skipped.filter((skip) => skip.package === name);
    const broken = report.brokenClasses.filter((found) => found.package.name === name);
    const [exportName, reason] = left.split(' ');
    assert.deepEqual(
      skipped.map((skip) => skip.reason),
      [reason],
    );
    assert.match(skipped[0]!.detail, detail);
    assert.deepEqual(
      broken.map((found) => `${found.class.split('#')[1]} ${found.reason}`),
      exportName === '' ? [] : [left],
    );
  });
}

test('classes that are left out do not make a package broken', () => {
  assert.deepEqual(report.broken, []);
});

test('a worker without a scope has that of the manifest, one with a scope keeps it', () => {
  const scopes = new Map(report.candidates.map(({ identifier, scope }) => [identifier, scope]));
  assert.equal(scopes.get('healthy'), 'from-manifest');
  assert.equal(scopes.get('common'), 'shop');
});

test('texts for people are shortened and cleaned for every database', () => {
  const { title, description } = report.candidates.find(({ identifier }) => identifier === 'chatty')!;
  assert.equal(title.length, 255);
  assert.match(title, /^a b x+…$/);
  assert.equal(description.length, 4_000);
  assert.match(description, /^two\nlines x+…$/);
});

test('a key __proto__ in settings is left behind', () => {
  const { settings } = report.candidates.find(({ identifier }) => identifier === 'proto')!;
  assert.deepEqual(settings, { kept: 1, deep: {} });
  assert.equal(JSON.stringify(settings), '{"kept":1,"deep":{}}');
});
