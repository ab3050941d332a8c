import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { COMMANDS } from '#src/cli/command-table.js';
import { root, runStask, staskJson } from './run-stask.js';

test('--help lists every command and loads no database code', async () => {
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(REPORT_LOADED)}` };
  const { code, stdout, stderr } = await runStask(['--help'], { env });
  assert.equal(code, 0);
  for (const { name } of COMMANDS) assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
  assert.match(stderr, /loaded: /);
  assert.doesNotMatch(stderr, /typeorm|libsql|mysql2|stask\.js:|\/discovery\/|\/registry\//);
});

/** Reports the modules that CommonJS loaded; ours are told apart by the loader below. */
const REPORT_LOADED = `
import { register, createRequire } from 'node:module';
const require = createRequire('file:///');
process.on('exit', () => process.stderr.write('loaded: ' + Object.keys(require.cache).join(' ')));
register('data:text/javascript,' + encodeURIComponent(
  'export async function load(url, context, next) { process._rawDebug(url); return next(url, context); }'
));
`;

for (const { name } of COMMANDS) {
  test(`${name} --help explains the command with an example`, async () => {
    const { code, stdout, stderr } = await runStask([name, '--help']);
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^Usage: stask ${name}`));
    assert.match(stdout, /Examples:\n {2}\$ stask /);
    for (const flag of ['--cwd', '--database', '--storage', '--json']) assert.match(stdout, new RegExp(flag));
    assert.equal(stderr, '');
  });
}

test('help COMMAND is COMMAND --help', async () => {
  assert.equal((await runStask(['help', 'run'])).stdout, (await runStask(['run', '--help'])).stdout);
});

test('--version prints the version of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  assert.equal((await runStask(['--version'])).stdout, `${version}\n`);
});

test('with --json version and help are one JSON document each', async () => {
  const version = (await runStask(['--version'])).stdout.trim();
  assert.deepEqual((await staskJson(['--version'])).json, { version });
  for (const args of [['--help'], ['run', '--help'], ['help', 'run']])
    assert.deepEqual((await staskJson(args)).json, { help: (await runStask(args)).stdout }, args.join(' '));
});

test('no command is a usage error with help on stderr', async () => {
  const { code, stdout, stderr } = await runStask([]);
  assert.equal(code, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /Usage: stask/);
});

const wrong: Array<[args: string[], message: RegExp]> = [
  [['discvr'], /Did you mean discover\?/],
  [['help', 'discvr'], /Did you mean discover\?/],
  [['discover', 'extra'], /Too many arguments.*`stask discover --help`/],
  [['workers', '--nope'], /Unknown option '--nope'/],
  [['activate'], /Missing required argument 'identifier'/],
  [['activate', 'a', 'b'], /Too many arguments/i],
  [['tasks', '--status', 'sleeping'], /Allowed choices are pending/],
  [['tasks', '--limit', 'many'], /whole number/],
  [['tasks', '--limit', '1001'], /--limit must be a whole number from 1 to 1000, got "1001"/],
  [['task', '../../etc/passwd'], /whole number/],
  [['logs', '-f', '1.5'], /whole number/],
  [['run', 'a', 'b', '--data', '{"x":}'], /position 5/],
  [['create', 'a', 'b', '--data', '@missing.json'], /cannot be read/],
  [['create', 'a', 'b', '--start-at', 'soon'], /ISO 8601/],
  [['create', 'a', 'b', '--start-at', '2030-02-30T08:00:00Z'], /ISO 8601.*2030-02-30/],
  [['create', 'a', 'b', '--max-attempts', '0'], /at least 1/],
  [['work', '--concurrency', '0'], /at least 1/],
  [['settings', 'a', '--set', 'x'], /PATH=VALUE/],
  [['schedule'], /--preview/],
  [['schedule', '--preview'], /--data/],
  [['schedule', 'a', '--after', '2030-01-01'], /--after goes with --preview/],
  [['schedule', 'a', '--count', '3'], /--count goes with --preview/],
  [['admin', '--port', '65536'], /from 0 to 65535, got "65536"/],
  [['dev', '--port', 'http'], /from 0 to 65535, got "http"/],
];
for (const [args, message] of wrong) {
  test(`\`stask ${args.join(' ')}\` is a usage error in both forms`, async () => {
    const human = await runStask(args);
    assert.equal(human.code, 2);
    assert.equal(human.stdout, '');
    assert.match(human.stderr, message);
    const { code, json } = await staskJson<{ error: { code: string; message: string } }>(args);
    assert.equal(code, 2);
    assert.equal(json.error.code, 'STASK_USAGE');
    assert.match(json.error.message, message);
  });
}

test('a concurrency from the environment is checked like the flag', async () => {
  const { code, stderr } = await runStask(['work', '--once'], { env: { STASK_CONCURRENCY: 'many' } });
  assert.equal(code, 2);
  assert.match(stderr, /STASK_CONCURRENCY must be a whole number/);
});

test('a folder that is not there is no host, and is not made', async () => {
  const cwd = join(root, 'build/no-such-folder');
  for (const command of ['workers', 'discover', 'clean', 'work', 'migrate']) {
    const { code, json } = await staskJson<{ error: { code: string; message: string } }>([command, '--cwd', cwd]);
    assert.deepEqual([code, json.error.code], [5, 'STASK_CONFIG_INVALID'], command);
    assert.match(json.error.message, /`cwd` must be a folder that exists, got ".*no-such-folder"/);
  }
  assert.equal(existsSync(cwd), false);
});
