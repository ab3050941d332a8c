import assert from 'node:assert/strict';
import { test } from 'node:test';
import { restoreMoved, withPlaces } from '#src/admin/moved-secrets.js';

const SCHEMA = {
  type: 'object',
  properties: {
    key: { type: 'string', writeOnly: true },
    accounts: {
      type: 'array',
      items: { properties: { name: {}, key: { writeOnly: true }, note: { type: 'string' } } },
    },
    others: { type: 'array', items: { properties: { key: { writeOnly: true } } } },
  },
};
const STORED = {
  key: 'top',
  accounts: [
    { name: 'a', key: 'k0' },
    { name: 'b', key: 'k1' },
  ],
  others: [{ key: 'o0' }],
};
const mark = (at?: string) => ({ $secret: true, ...(at === undefined ? {} : { at }) });

test('marks of secrets say where they are only inside of lists', () => {
  const masked = { key: mark(), accounts: [{ name: 'a', key: mark() }] };
  assert.deepEqual(withPlaces(masked), { key: mark(), accounts: [{ name: 'a', key: mark('/accounts/0/key') }] });
});

test('a secret goes to whichever entry of its list has its mark', () => {
  const value = { accounts: [{ name: 'b', key: mark('/accounts/1/key') }, { name: 'new' }] };
  assert.deepEqual(restoreMoved(value, STORED, SCHEMA), { accounts: [{ name: 'b', key: 'k1' }, { name: 'new' }] });
});

test('no mark brings a secret to where it can be read, or to another kind of place', () => {
  for (const [at, value] of [
    ['/accounts/0/key', (it: unknown) => ({ accounts: [{ note: it }] })],
    ['/key', (it: unknown) => ({ accounts: [{ key: it }] })],
    ['/accounts/0/key', (it: unknown) => ({ others: [{ key: it }] })],
    ['/accounts/0/key', (it: unknown) => ({ key: it })],
    ['/accounts/0/name', (it: unknown) => ({ accounts: [{ name: it }] })],
  ] as const)
    assert.deepEqual(restoreMoved(value(mark(at)), STORED, SCHEMA), value(mark()), at);
  const nowhere = { accounts: [{ key: mark('/accounts/9/key') }] };
  assert.deepEqual(restoreMoved(nowhere, STORED, SCHEMA), { accounts: [{ key: undefined }] });
  assert.deepEqual(restoreMoved({ a: [mark('/a/0')] }, { a: ['x'] }, null), { a: [mark()] });
});
