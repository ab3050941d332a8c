import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalActionName, conventionalMethod, conventionalSpelling, findAction } from '#src/worker/action-name.js';

const word = fc.stringMatching(/^[a-z0-9]{1,6}$/);
const canonical = fc
  .tuple(fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/), fc.array(word, { maxLength: 4 }))
  .map(([first, rest]) => [first, ...rest].join('_'))
  .filter((name) => !(name in Object.prototype));

const spellings = (name: string): string[] => {
  const method = conventionalMethod(name).slice('task'.length);
  return [
    name,
    name.replaceAll('_', '-'),
    name.toUpperCase(),
    name.toUpperCase().replaceAll('_', '-'),
    method,
    method.charAt(0).toLowerCase() + method.slice(1),
  ];
};

test('each method of the guide has its action name', () => {
  const table = [
    ['taskImport', 'import'],
    ['taskExport', 'export'],
    ['taskSyncStock', 'sync_stock'],
    ['taskGenerateReport', 'generate_report'],
    ['taskSendEmails', 'send_emails'],
    ['taskCleanupOldData', 'cleanup_old_data'],
    ['taskExportHTML', 'export_html'],
    ['taskHTMLExport', 'html_export'],
    ['taskImportV2', 'import_v2'],
    ['taskImportV2Fast', 'import_v2_fast'],
    ['taskSHA256Sum', 'sha256_sum'],
    ['taskA', 'a'],
    ['taskABTest', 'ab_test'],
    ['taskSync_Stock', 'sync_stock'],
  ] as const;
  for (const [method, name] of table)
    assert.equal(canonicalActionName(conventionalSpelling(method) ?? ''), name, method);
});

test('methods that only begin with the letters of task are no actions', () => {
  for (const method of [
    'task',
    'tasks',
    'taskforce',
    'task_import',
    'task2',
    'task-x',
    'Task',
    'TaskImport',
    'mytaskX',
  ]) {
    assert.equal(conventionalSpelling(method), undefined, method);
  }
});

test('every spelling of every action name reaches it', () => {
  fc.assert(
    fc.property(canonical, (name) => {
      for (const spelling of spellings(name)) assert.equal(findAction([{ name }], spelling)?.name, name, spelling);
    }),
  );
});

test('the names of a worker are told apart whatever else it has', () => {
  fc.assert(
    fc.property(fc.uniqueArray(canonical, { minLength: 1, maxLength: 8 }), (names) => {
      const actions = names.map((name) => ({ name }));
      for (const name of names) assert.equal(findAction(actions, name)?.name, name);
    }),
  );
});

test('a canonical name is its own canonical name and its conventional method gives an action of that name', () => {
  fc.assert(
    fc.property(fc.oneof(canonical, fc.string(), fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,20}$/)), (text) => {
      const name = canonicalActionName(text);
      if (name === undefined) return;
      assert.equal(canonicalActionName(name), name);
      assert.match(name, /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
      const spelling = conventionalSpelling(conventionalMethod(name));
      assert.equal(findAction([{ name }], spelling ?? '')?.name, name);
    }),
  );
});

test('names that every object has never name an action', () => {
  for (const key of [...Object.getOwnPropertyNames(Object.prototype), 'prototype', '']) {
    const name = canonicalActionName(key);
    assert.ok(name === undefined || !(name in {}), `${key} gave ${name}`);
    assert.equal(findAction([{ name: 'import' }], key), undefined);
  }
  assert.equal(canonicalActionName('constructor'), undefined);
  assert.equal(canonicalActionName('__proto__'), undefined);
  assert.equal(findAction([{ name: 'proto' }], '__proto__'), undefined);
});

test('text that is no name has no canonical name', () => {
  for (const text of [
    '',
    ' ',
    '1st',
    'a b',
    'a__b',
    '_a',
    'a-',
    'a.b',
    'ünder',
    'a/b',
    '../x',
    'a\n',
    'x'.repeat(65),
    '🙂',
  ]) {
    assert.equal(canonicalActionName(text), undefined, JSON.stringify(text));
  }
  assert.equal(canonicalActionName(undefined as unknown as string), undefined);
  assert.equal(canonicalActionName('x'.repeat(64)), 'x'.repeat(64));
});
