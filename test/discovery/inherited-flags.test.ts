import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childNodeOptions } from '#src/discovery/inherited-flags.js';

const FLAGS: ReadonlyArray<[given: string[], kept: string[]]> = [
  [[], []],
  [
    ['--import', 'tsx'],
    ['--import', 'tsx'],
  ],
  [
    ['--require', './.pnp.cjs', '--experimental-loader', 'file:///pnp.loader.mjs'],
    ['--require', './.pnp.cjs', '--experimental-loader', 'file:///pnp.loader.mjs'],
  ],
  [
    ['--conditions=development', '-C', 'custom'],
    ['--conditions=development', '-C', 'custom'],
  ],
  [['--inspect'], []],
  [
    ['--inspect=127.0.0.1:9229', '--inspect-brk', '--inspect-port', '9230', '--import', 'tsx'],
    ['--import', 'tsx'],
  ],
  [['--inspect-publish-uid=http', '--debug-port=1'], []],
  [
    ['--test', '--test-name-pattern', 'words here', '--test-reporter=spec', '--preserve-symlinks'],
    ['--preserve-symlinks'],
  ],
  [['--watch', '--watch-path', './src', '--enable-source-maps'], ['--enable-source-maps']],
  [['-e', 'code()'], []],
  [['--eval', 'code()', '--input-type=module'], []],
  [
    ['-p', '1 + 1', '-r', './preload.cjs'],
    ['-r', './preload.cjs'],
  ],
  [['--cpu-prof', '--heap-prof', '--prof', '--env-file=.env', '--env-file-if-exists=.env'], []],
  [['--experimental-test-coverage', '--report-on-signal', '--max-old-space-size=64'], ['--max-old-space-size=64']],
  [
    ['--no-warnings', '--trace-warnings'],
    ['--no-warnings', '--trace-warnings'],
  ],
];

for (const [given, kept] of FLAGS) {
  test(`of the flags [${given.join(' ')}] a child gets [${kept.join(' ')}]`, () => {
    assert.deepEqual(childNodeOptions(given, {}).execArgv, kept);
  });
}

test('the same holds for NODE_OPTIONS, quotes kept as they are', () => {
  const options =
    '--require "/a b/\\"c\\"/.pnp.cjs" --inspect=0  --experimental-loader file:///a%20b/.pnp.loader.mjs --test-reporter "a b"';
  const { env } = childNodeOptions([], { NODE_OPTIONS: options });
  assert.equal(
    env.NODE_OPTIONS,
    '--require "/a b/\\"c\\"/.pnp.cjs" --experimental-loader file:///a%20b/.pnp.loader.mjs',
  );
  assert.equal('NODE_OPTIONS' in childNodeOptions([], { NODE_OPTIONS: '--inspect' }).env, false);
});

test('variables that tie a process to its parent, a debugger or a test runner are not handed on', () => {
  const own = {
    NODE_TEST_CONTEXT: 'child-v8',
    NODE_CHANNEL_FD: '3',
    NODE_UNIQUE_ID: '1',
    VSCODE_INSPECTOR_OPTIONS: '{}',
  };
  assert.deepEqual(childNodeOptions([], { ...own, PATH: '/bin', DATABASE_URL: 'x' }).env, {
    PATH: '/bin',
    DATABASE_URL: 'x',
  });
});
