import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isStaskError } from '#src/errors.js';
import { parseAssignment, parseCount, parseTaskId, parseTime } from '#src/cli/parse-value.js';

const isUsage = (error: unknown): boolean => isStaskError(error, 'STASK_USAGE');

test('a task id is a whole number and nothing else', () => {
  assert.equal(parseTaskId('12'), 12);
  for (const id of ['', '0', '-1', '1.5', '1e3', ' 1', '0x10', '../../etc/passwd', '9007199254740993', 'NaN']) {
    assert.throws(() => parseTaskId(id), isUsage, id);
  }
});

test('counts and times are checked', () => {
  assert.equal(parseCount('--limit', '5'), 5);
  assert.throws(() => parseCount('--limit', '0'), isUsage);
  assert.throws(() => parseCount('--limit', 'five'), isUsage);
  assert.equal(parseTime('--start-at', '2030-01-31T08:00:00Z').toISOString(), '2030-01-31T08:00:00.000Z');
  for (const time of ['tomorrow', '5', '', '2030-13-01T00:00:00Z', '2030-02-30', '2100-02-29T00:00:00Z']) {
    assert.throws(() => parseTime('--start-at', time), isUsage, time);
  }
});

test('a setting is JSON if it parses, else text', () => {
  assert.deepEqual(parseAssignment('api.timeout=30'), ['api.timeout', 30]);
  assert.deepEqual(parseAssignment('a=true'), ['a', true]);
  assert.deepEqual(parseAssignment('a={"b":1}'), ['a', { b: 1 }]);
  assert.deepEqual(parseAssignment('url=https://host/?a=b'), ['url', 'https://host/?a=b']);
  assert.deepEqual(parseAssignment('a='), ['a', '']);
  assert.throws(() => parseAssignment('noequals'), isUsage);
  assert.throws(() => parseAssignment('=1'), isUsage);
});
