import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { STASK_ERROR_CODES } from 'stask';
import { withHost } from './host.js';

const page = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url)), 'utf8');

test('the page of errors explains each code once and no others', () => {
  const explained = [...page('errors.md').matchAll(/^\| `(STASK_\w+)` +\| \S.* \| \S.* \|$/gm)].map(([, code]) => code);
  assert.deepEqual(explained, [...STASK_ERROR_CODES]);
});

test('the reference of the host API names everything that a host has, and nothing else', async () => {
  const text = page('host-api.md');
  await withHost(async (stask) => {
    const internal = ['options', 'events', 'database', 'migrate', 'close'];
    const missing = Object.keys(stask).filter((name) => !internal.includes(name) && !text.includes(`\`${name}`));
    assert.deepEqual(missing, []);
    const calls = [...text.matchAll(/^\| (`.*`) +\| /gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`(\w+)\(/g)]);
    const unknown = calls.map(([, name = '']) => name).filter((name) => !(name in stask));
    assert.deepEqual(unknown, []);
    assert.ok(calls.length > 30);
    for (const [, words = ''] of text.matchAll(/The chain has `([^`]+)`/g))
      for (const word of words.split(/\s+/)) assert.ok(word in stask.workers || word in stask.tasks, word);
    for (const [, name = ''] of text.matchAll(/^\| `(\w+)` +\| [^|]*\| [^|]*\|$/gm))
      assert.ok(name in { ...stask.options, database: 1, dataSource: 1, instantiate: 1, maintenance: 1 }, name);
  });
});
