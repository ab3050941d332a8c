import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { resolveCommonOptions } from '#src/cli/common-options.js';
import { wantsColour } from '#src/cli/paint.js';

test('a flag wins over the environment, which wins over the default', () => {
  const env = { STASK_DATABASE_URL: 'sqlite:env.db', STASK_STORAGE: 'from-env' };
  assert.deepEqual(resolveCommonOptions({}, {}), { cwd: resolve('.'), json: false, verbose: false });
  assert.deepEqual(resolveCommonOptions({ database: 'sqlite:flag.db', json: true, cwd: '/host' }, env), {
    cwd: '/host',
    database: 'sqlite:flag.db',
    storage: 'from-env',
    json: true,
    verbose: false,
  });
});

test('an empty variable counts as not set', () => {
  assert.equal(resolveCommonOptions({}, { STASK_DATABASE_URL: '' }).database, undefined);
  assert.equal(resolveCommonOptions({}, { STASK_DEBUG: '1' }).verbose, true);
});

const colour: Array<[env: NodeJS.ProcessEnv, terminal: boolean, expected: boolean]> = [
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
  [{ TERM: 'dumb' }, true, false],
];
for (const [env, terminal, expected] of colour) {
  test(`colour is ${expected ? 'on' : 'off'} with ${JSON.stringify(env)} ${terminal ? 'on' : 'without'} a terminal`, () => {
    assert.equal(wantsColour(env, terminal), expected);
  });
}
