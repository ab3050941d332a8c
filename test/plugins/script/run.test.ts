import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { describeWorker, runAction, type ActionRun, type RunOptions } from 'stask/testing';
import type { WidgetTable } from 'stask/worker';
import { ScriptWorker } from 'stask-worker-script';
import { hostWithPlugin } from '../plugin-host.js';
import { temporaryFolder } from '../temporary-folder.js';
import { statsOf, widgetOf } from '../widget-of.js';

const node = process.execPath;

/** A command that runs this code, with arguments behind it. */
const command = (name: string, code: string, more: object = {}) => ({ name, file: node, args: ['-e', code], ...more });

const echo = command('echo', 'console.log(JSON.stringify(process.argv.slice(1)))', { arguments: 'any' });

/** Runs one command of a host that allows only that. */
function run(entry: { name: string }, data: object = {}, options: RunOptions & { limits?: object } = {}) {
  return runAction(
    ScriptWorker,
    'run',
    { name: entry.name, ...data },
    {
      files: { 'package.json': '{}' },
      settings: (directory) => ({ directory, commands: [entry], grace: 0.2, ...options.limits }),
      ...options,
    },
  );
}

/** Runs a script of a package.json. */
function runScript(name: string, scripts: object, settings: object, data: object = {}) {
  return runAction(
    ScriptWorker,
    'run',
    { name, ...data },
    {
      files: {
        'package.json': JSON.stringify({ scripts }),
        'echo.cjs': 'console.log(JSON.stringify(process.argv.slice(2)))',
      },
      settings: (directory) => ({ directory, ...settings }),
    },
  );
}

function audited({ files }: ActionRun): Array<Record<string, unknown>> {
  const text = files['storage/script-audit.jsonl'] ?? '';
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function isGone(pid: number): Promise<boolean> {
  for (let look = 0; look < 100; look++) {
    if (!existsSync(`/proc/${pid}`) || / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) return true;
    await delay(20);
  }
  return false;
}

describeWorker(ScriptWorker, {
  cases: [
    {
      action: 'run',
      options: { name: 'echo', args: ['a'] },
      settings: (directory) => ({ directory, commands: [echo] }),
    },
    { action: 'list', settings: (directory) => ({ directory }), stoppable: false },
    { action: 'make', status: 'failed' },
  ],
});

const allScripts = (directory: string) => ({ directory, scripts: [{ name: '*' }] });

describe('what may run', () => {
  test('by default nothing may, and the message says so', async () => {
    const ran = await runScript('build', { build: 'node echo.cjs' }, {});
    assert.equal(ran.status, 'failed');
    assert.match(ran.message, /"build" may not be run\. Allowed: nothing\./);
  });

  test('a script of the list runs through npm, its hooks too, with its last line as message', async () => {
    const scripts = { preshow: 'node echo.cjs before', show: 'node echo.cjs now' };
    const ran = await runScript('show', scripts, { scripts: [{ name: 'sh*' }] });
    assert.equal(ran.message, 'show ended well: ["now"]');
    const { exit_code, tail } = ran.result as { exit_code: number; tail: string[] };
    assert.deepEqual([exit_code, tail], [0, ['["before"]', '["now"]']]);
    assert.equal(ran.progress.at(-1)?.message, '["now"]');
  });

  test('"deny" wins over every list, in any case, and for the hooks that npm would run', async () => {
    const scripts = { build: 'node echo.cjs', prebuild: 'node echo.cjs', 'build:Production': 'node echo.cjs' };
    const allow = { scripts: [{ name: '*' }] };
    for (const [name, deny] of [
      ['build', ['build']],
      ['build', ['pre*']],
      ['build:Production', ['*:production']],
    ] as const) {
      const ran = await runScript(name, scripts, { ...allow, deny });
      assert.match(ran.message, /is denied by/, name);
    }
    const denied = await run(echo, {}, { limits: { deny: ['ECHO'] } });
    assert.match(denied.message, /is denied by "ECHO"/);
  });

  test('scripts with hostile names never run, not even with "*"', async () => {
    const names = ['--help', '-g', 'a b', 'x;id', '$(id)', '../x', 'a\nb', '', '\u202Egro', 'é', '&&id'];
    const scripts = Object.fromEntries(names.map((name) => [name, 'node echo.cjs']));
    const allow = { scripts: [{ name: '*' }] };
    for (const name of names.filter((each) => each !== '')) {
      const ran = await runScript(name, scripts, allow);
      assert.equal(ran.status, 'failed', name);
      assert.match(ran.message, /may not be run/);
    }
    for (const name of ['constructor', 'toString', '__proto__']) {
      assert.match((await runScript(name, {}, allow)).message, /may not be run/);
    }
  });

  test('a name is confirmed by giving it again', async () => {
    const entry = { ...echo, confirm: true };
    for (const confirm of [undefined, '', 'ECHO', 'true']) {
      assert.match((await run(entry, { confirm })).message, /asks for a confirmation/);
    }
    assert.equal((await run(entry, { confirm: 'echo' })).status, 'completed');
  });

  test('"list" tells what may run and what it takes', async () => {
    const ran = await runAction(
      ScriptWorker,
      'list',
      {},
      {
        files: { 'package.json': JSON.stringify({ scripts: { build: 'tsc', deploy: 'x', '-x': 'x' } }) },
        settings: (directory) => ({
          directory,
          commands: [{ name: 'disk', file: 'df', args: ['-h'], description: 'Free space' }],
          scripts: [{ name: '*', arguments: 'values' }],
          deny: ['deploy'],
        }),
      },
    );
    assert.deepEqual((ran.result as { allowed: object[] }).allowed, [
      { name: 'disk', kind: 'command', runs: 'df -h', description: 'Free space', arguments: 'none', confirm: false },
      { name: 'build', kind: 'script', runs: 'tsc', arguments: 'values', confirm: false },
    ]);
  });

  test('programs that are not there, batch files and other machines are told', async () => {
    for (const [file, message] of [
      ['no-such-program', /"no-such-program" cannot be started: it does not exist, or is not on the PATH/],
      ['./package.json', /cannot be started: it may not be executed/],
      ['tools/run.CMD', /is a batch file/],
      ['//server/share/tool.exe', /lies on another machine/],
      ['\\\\server\\share\\tool.exe', /lies on another machine/],
    ] as const) {
      const ran = await run({ name: 'x', file } as { name: string });
      assert.equal(ran.status, 'failed');
      assert.match(ran.message, message);
    }
  });

  test('a folder without package.json has no scripts, a broken one or no folder is told', async () => {
    const none = await runAction(ScriptWorker, 'list', {}, { settings: allScripts });
    assert.deepEqual((none.result as { allowed: object[] }).allowed, []);
    const broken = await runAction(ScriptWorker, 'list', {}, { settings: allScripts, files: { 'package.json': '{' } });
    assert.match(broken.message, /is not valid JSON/);
    const gone = await runAction(ScriptWorker, 'list', {}, { settings: { directory: '/nowhere/at/all' } });
    assert.match(gone.message, /does not exist/);
  });
});

/** Words that a shell, an option parser or a file system would read as more than text. */
const HOSTILE = [
  '; rm -rf /',
  '$(touch pwned)',
  '`touch pwned`',
  '| touch pwned',
  '&& touch pwned',
  '> pwned',
  "' ; touch pwned ; '",
  '" ; touch pwned ; "',
  '${IFS}touch',
  '%PATH%',
  '^&calc',
  '!history',
  '~root',
  '#comment',
  '*',
  '[a-z]?',
  '{a,b}',
  '--output=/etc/passwd',
  '-rf',
  '--',
  '../../etc/passwd',
  'a/../../b',
  '/etc/passwd',
  'C:/Windows',
  '\\\\server\\share',
  '//server/share',
  '@/etc/passwd',
  '－－help',
  '．．／x',
  '；id',
  '',
];

/** What never is an argument, whatever the settings say. */
const NEVER = ['a\nb', 'a\rb', 'a\0b', '\u001b[2J', '\u202Etxt.exe', 'a\u200Bb', 'a\u2028b', '\uFEFFa'];

describe('arguments', () => {
  test('without a word in the settings there are none', async () => {
    const ran = await run({ ...echo, arguments: 'none' } as typeof echo, { args: ['a'] });
    assert.match(ran.message, /"echo" takes no arguments, got 1/);
  });

  for (const argument of HOSTILE) {
    test(`"values" refuses ${JSON.stringify(argument)}`, async () => {
      const ran = await run({ ...echo, arguments: 'values' } as typeof echo, { args: ['fine', argument] });
      assert.equal(ran.status, 'failed');
      assert.match(ran.message, /Argument 2 of "echo"/);
    });
  }

  test('"values" takes words, names, dates, numbers and addresses', async () => {
    const args = ['report', 'Zürich 2026-11-24', 'a/b.csv', 'x=1,2', 'me@example.org', '10:30', '東京', '1.5'];
    const ran = await run({ ...echo, arguments: 'values' } as typeof echo, { args });
    assert.deepEqual((ran.result as { tail: string[] }).tail, [JSON.stringify(args)]);
  });

  test('"any" hands all of them over as they are: no shell reads them', async () => {
    const ran = await run(echo, { args: ['--', ...HOSTILE] });
    assert.deepEqual(JSON.parse((ran.result as { tail: string[] }).tail[0] ?? ''), HOSTILE);
    assert.deepEqual(
      Object.keys(ran.files).filter((name) => name.includes('pwned')),
      [],
    );
  });

  test('"any" does so through npm too, whose script text is read by a shell', async () => {
    const settings = { scripts: [{ name: 'echo', arguments: 'any' }] };
    const ran = await runScript('echo', { echo: 'node echo.cjs' }, settings, { args: HOSTILE });
    assert.deepEqual(JSON.parse((ran.result as { tail: string[] }).tail[0] ?? ''), HOSTILE, ran.message);
    assert.deepEqual(Object.keys(ran.files).toSorted(), ['echo.cjs', 'package.json', 'storage/script-audit.jsonl']);
  });

  for (const argument of NEVER) {
    test(`${JSON.stringify(argument)} is never an argument`, async () => {
      const ran = await run(echo, { args: [argument] });
      assert.equal(ran.status, 'failed');
      assert.match(ran.message, /Argument 1 of "echo" has control or invisible characters: "[\x20-\x7e]*"\.$/);
    });
  }

  test('arguments of another type, too many or too long are refused before anything starts', async () => {
    for (const args of ['a', [1], [null], [['a']], Array.from({ length: 101 }, () => 'a'), ['x'.repeat(4001)]]) {
      assert.equal((await run(echo, { args })).status, 'failed');
    }
    assert.match(
      (await run(echo, { args: Array.from({ length: 9 }, () => 'x'.repeat(3999)) })).message,
      /at most 32000/,
    );
  });
});

describe('how a command ends', () => {
  test('another code than 0 fails the task for good, with the output in the error', async () => {
    const ran = await run(
      command('bad', 'console.log(1); console.error("no disk"); process.exit(3)'),
      {},
      { maxAttempts: 3 },
    );
    assert.equal(ran.status, 'failed');
    assert.match(ran.message, /^bad ended with code 3: /);
    const { exit_code, tail } = (ran.error as unknown as { run: { exit_code: number; tail: string[] } }).run;
    assert.equal(exit_code, 3);
    assert.deepEqual(tail.toSorted(), ['1', 'no disk']);
    assert.ok(ran.logs.some(({ level, message }) => level === 'warning' && message === 'no disk'));
  });

  test('a command ended by a signal says which', async () => {
    const ran = await run(command('dies', 'process.kill(process.pid, "SIGKILL")'));
    assert.equal(ran.message, 'dies was ended by SIGKILL: no output');
  });

  test('a command that ignores SIGTERM is killed when its time is over', async () => {
    const code =
      'process.on("SIGTERM", () => console.log("no")); setInterval(() => {}, 1000); console.log(process.pid)';
    const ran = await run(command('deaf', code), {}, { limits: { timeout: 1 } });
    assert.equal(ran.status, 'failed');
    assert.match(ran.message, /^deaf was stopped after its 1 s: no/);
    assert.ok(await isGone(Number(ran.logs.find(({ message }) => /^\d+$/.test(message))?.message)));
  });

  const families: ReadonlyArray<[title: string, options: string]> = [
    ['in its group', '{ stdio: "inherit" }'],
    ['in a session of its own', '{ stdio: "inherit", detached: true }'],
  ];
  for (const [title, options] of families) {
    test(`an abort ends what it started ${title}, deaf or not`, async () => {
      const pidFile = join(temporaryFolder(), 'pid');
      const grandchild = `process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); require("fs").writeFileSync(${JSON.stringify(`${pidFile}.new`)}, String(process.pid)); require("fs").renameSync(${JSON.stringify(`${pidFile}.new`)}, ${JSON.stringify(pidFile)})`;
      const code = `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}], ${options}); setInterval(() => {}, 1000)`;
      const stop = new AbortController();
      const running = run(command('family', code), {}, { signal: stop.signal });
      while (!existsSync(pidFile)) await delay(20);
      stop.abort();
      const ran = await running;
      assert.deepEqual([ran.status, ran.ignoredSignal], ['cancelled', false]);
      assert.deepEqual(
        audited(ran).map(({ event }) => event),
        ['started', 'ended'],
      );
      assert.ok(await isGone(Number(readFileSync(pidFile, 'utf8'))));
    });
  }

  test('what a command leaves running ends with it', async () => {
    const code = `const child = require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" }); console.log(child.pid); child.unref(); setTimeout(() => process.exit(), 50)`;
    const ran = await run(command('leaves', code));
    assert.equal(ran.status, 'completed');
    assert.ok(await isGone(Number((ran.result as { tail: string[] }).tail[0])));
  });

  test('100 MB of output are read to the end, and the log stays short', async () => {
    const code =
      'const line = "x".repeat(99) + "\\n"; const block = line.repeat(1000); let left = 1000; const write = () => { while (left-- > 0) if (!process.stdout.write(block)) return process.stdout.once("drain", write); }; write()';
    const ran = await run(command('flood', code), {}, { limits: { log_lines: 10 } });
    const { lines, bytes, tail } = ran.result as { lines: number; bytes: number; tail: string[] };
    assert.deepEqual([lines, bytes, tail.length], [1_000_000, 100_000_000, 20]);
    assert.equal(ran.logs.length, 12);
    assert.match(ran.logs.at(-1)?.message ?? '', /999990 more lines/);
  });

  test('a line without end does not fill the memory, and colours and half characters do no harm', async () => {
    const long = await run(command('long', 'process.stdout.write("ä".repeat(5_000_000))'));
    assert.deepEqual(
      (long.result as { lines: number; tail: string[] }).tail.map(({ length }) => length),
      [501],
    );
    const odd = await run(
      command(
        'odd',
        String.raw`process.stdout.write("\u001b[31mred\u001b[0m\r50%\r100%\n\n"); process.stdout.write(Buffer.from([0xff, 0x41, 0]))`,
      ),
    );
    assert.deepEqual((odd.result as { tail: string[] }).tail.slice(0, 3), ['red', '50%', '100%']);
  });

  test('the environment of the host stays with the host', async () => {
    process.env['SHOP_API_KEY'] = 'secret';
    process.env['SHOP_REGION'] = 'eu';
    const ran = await run(
      command('env', 'console.log(Object.keys(process.env).filter((name) => name.startsWith("SHOP_")).join())'),
      {},
      { limits: { environment: ['SHOP_REGION'] } },
    );
    assert.deepEqual((ran.result as { tail: string[] }).tail, ['SHOP_REGION']);
    const preload = await run(echo, {}, { limits: { environment: [] } });
    assert.equal(preload.status, 'completed');
  });
});

describe('the audit file', () => {
  test('has who ran what and when, how it ended, and what was refused', async () => {
    const ran = await run(echo, { args: ['a'] }, { userId: 'ann' });
    const [started, ended] = audited(ran);
    assert.deepEqual(
      [started?.['event'], started?.['user'], started?.['name'], started?.['task']],
      ['started', 'ann', 'echo', 1],
    );
    assert.deepEqual(started?.['args'], [...echo.args, 'a']);
    assert.ok(!Number.isNaN(Date.parse(String(started?.['at']))));
    assert.deepEqual([ended?.['event'], ended?.['exit_code']], ['ended', 0]);
    const refused = await run(echo, { name: 'rm', args: ['-rf'] }, { userId: 7 });
    assert.deepEqual([audited(refused)[0]?.['event'], audited(refused)[0]?.['user']], ['refused', 7]);
  });

  test('without it nothing runs', async () => {
    const ran = await run(
      command('touch', 'require("fs").writeFileSync("ran", "")'),
      {},
      { limits: { audit_file: 'package.json/x' } },
    );
    assert.equal(ran.status, 'failed');
    assert.match(ran.message, /audit file ".*package\.json\/x" cannot be written/);
    assert.ok(!('ran' in ran.files));
  });
});

test('in a host: found, activated, run as a task; the audit file is for its owner only', async () => {
  const folder = temporaryFolder();
  const stask = await hostWithPlugin(folder, 'stask-worker-script', { scripts: { hello: 'node -p 6*7' } });
  await stask.updateSettings('script', {
    directory: folder,
    scripts: [{ name: 'hello' }, { name: 'db:*' }, { name: 'drop' }],
    deny: ['DROP'],
  });
  const task = await stask.create({ identifier: 'script', action: 'run', data: { name: 'hello' }, userId: 'ann' });
  await stask.processPendingTasks();
  const done = await stask.getTask(task.id);
  assert.equal(done.message, 'hello ended well: 42');
  assert.equal(statSync(join(folder, 'storage/script-audit.jsonl')).mode & 0o777, 0o600);
  const parts = await widgetOf(stask, 'script');
  assert.deepEqual(statsOf(parts), { 'Last that ended well': 'hello' });
  assert.deepEqual((parts[1] as WidgetTable).rows, [
    ['hello', 'script', { action: 'run', title: 'Run', data: { name: 'hello' } }],
    ['db:*', 'script', null],
  ]);
});
