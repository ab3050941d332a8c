import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { describeWorker, runAction, type RunOptions } from 'stask/testing';
import type { JsonObject, WidgetTable } from 'stask/worker';
import { NpmWorker } from 'stask-worker-npm';
import { hostWithPlugin } from '../plugin-host.js';
import { temporaryFolder } from '../temporary-folder.js';
import { statsOf, widgetOf } from '../widget-of.js';
import { FakeRegistry } from './fake-registry.js';

const registry = await FakeRegistry.start();
const folder = temporaryFolder();
const host = join(folder, 'host');
const settings = { directory: host, registry: registry.origin, environment: ['npm_config_cache', 'PLUGIN_TEST_OUT'] };
process.env['npm_config_cache'] = join(folder, 'cache');

const DEPENDENCIES = { alpha: '^1.0.0', '@scope/beta': '1.0.0' };

before(async () => {
  mkdirSync(host);
  writeFileSync(
    join(host, 'package.json'),
    JSON.stringify({ name: 'host', version: '1.0.0', dependencies: DEPENDENCIES }),
  );
  registry.publish('alpha', '1.0.0');
  registry.publish('@scope/beta', '1.0.0');
  await installHost();
  const postinstall = "node -e \"require('fs').writeFileSync(process.env.PLUGIN_TEST_OUT, 'ran')\"";
  registry.publish('alpha', '1.2.0', { scripts: { postinstall } });
  registry.publish('alpha', '2.0.0');
  registry.publish('@scope/beta', '1.1.0');
});

/** The registry is in this process, so nothing may wait for npm without letting it answer. */
async function installHost(): Promise<void> {
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', `--registry=${registry.origin}`];
  await promisify(execFile)('npm', ['install', ...flags], { cwd: host, timeout: 60_000 });
}

function run(action: string, data: object = {}, more: object = {}, options: RunOptions = {}) {
  return runAction(NpmWorker, action, { ...data }, { settings: { ...settings, ...more }, ...options });
}

const installed = (name: string): string =>
  (JSON.parse(readFileSync(join(host, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;

/** A folder that looks like a host of another package manager. */
function hostOf(files: Readonly<Record<string, string>>): string {
  const directory = temporaryFolder();
  for (const [name, text] of Object.entries({ 'package.json': '{}', ...files }))
    writeFileSync(join(directory, name), text);
  return directory;
}

/** Puts a program of this name on the PATH, which prints what the real one did. */
async function withProgram(
  name: string,
  answers: Readonly<Record<string, string>>,
  exitCode: number,
  body: () => Promise<void>,
) {
  const bin = temporaryFolder();
  const cases = Object.entries(answers).map(([word, text]) => {
    writeFileSync(join(bin, `${word}.txt`), text);
    return `${word}) cat "${bin}/${word}.txt"; exit ${word === '--version' ? 0 : exitCode};;`;
  });
  writeFileSync(join(bin, name), `#!/bin/sh\ncase "$1" in ${cases.join(' ')} esac\nexit 9\n`);
  chmodSync(join(bin, name), 0o755);
  const path = process.env['PATH'] ?? '';
  process.env['PATH'] = `${bin}:${path}`;
  try {
    await body();
  } finally {
    process.env['PATH'] = path;
  }
}

describeWorker(NpmWorker, {
  cases: [
    { action: 'outdated', settings: { directory: '/nowhere' }, status: 'failed' },
    { action: 'update', options: { packages: ['left-pad'] }, settings: { directory: '/nowhere' }, status: 'failed' },
  ],
});

describe('npm', () => {
  test('"outdated" tells what is behind', async () => {
    const ran = await run('outdated');
    const { manager, ...result } = ran.result as { manager: string };
    assert.match(manager, /^npm \d+\./);
    assert.deepEqual(result, {
      outdated: 2,
      updatable: 1,
      packages: [
        { name: '@scope/beta', current: '1.0.0', wanted: '1.0.0', latest: '1.1.0', type: 'dependencies' },
        { name: 'alpha', current: '1.0.0', wanted: '1.2.0', latest: '2.0.0', type: 'dependencies' },
      ],
    });
    assert.equal(ran.message, '2 outdated, 1 within their range');
  });

  test('a dry run tells what would change and changes nothing', async () => {
    const lock = readFileSync(join(host, 'package-lock.json'), 'utf8');
    const ran = await run('update', { dry_run: true });
    const { packages, dry_run } = ran.result as { packages: object[]; dry_run: boolean };
    assert.deepEqual([packages, dry_run], [[{ name: 'alpha', from: '1.0.0', to: '1.2.0' }], true]);
    assert.equal(ran.message, '1 would change');
    assert.equal(installed('alpha'), '1.0.0');
    assert.equal(readFileSync(join(host, 'package-lock.json'), 'utf8'), lock);
  });

  test('"update" stays within the ranges, tells what it fetches, and runs no install script', async () => {
    const out = (process.env['PLUGIN_TEST_OUT'] = join(folder, 'out'));
    const manifest = readFileSync(join(host, 'package.json'), 'utf8');
    const one = await run('update', { packages: ['@scope/beta'] });
    assert.equal(one.message, '0 changed');
    const ran = await run('update', { packages: ['alpha', '@scope/beta'] });
    assert.deepEqual((ran.result as { packages: object[] }).packages, [{ name: 'alpha', from: '1.0.0', to: '1.2.0' }]);
    assert.deepEqual([installed('alpha'), installed('@scope/beta')], ['1.2.0', '1.0.0']);
    assert.equal(readFileSync(join(host, 'package.json'), 'utf8'), manifest);
    assert.ok(
      ran.logs.some(({ message }) => /http .*alpha/.test(message)),
      JSON.stringify(ran.logs),
    );
    assert.ok(!existsSync(out));
  });

  test('install scripts run when the settings say so', async () => {
    rmSync(join(host, 'package-lock.json'));
    registry.publish('alpha', '1.3.0', {
      scripts: { postinstall: 'node -e "fs.writeFileSync(process.env.PLUGIN_TEST_OUT, String())"' },
    });
    const ran = await run('update', {}, { ignore_scripts: false });
    assert.equal(ran.status, 'completed', ran.message);
    assert.equal(installed('alpha'), '1.3.0');
    assert.ok(existsSync(join(folder, 'out')));
  });

  test('"audit" tells known holes, the worst first', async () => {
    registry.advisories = {
      alpha: [hole(1, 'alpha runs away', 'critical'), hole(2, 'alpha is slow', 'low')],
      '@scope/beta': [hole(3, 'beta tells', 'moderate')],
    };
    const ran = await run('audit');
    const { findings, total, critical, moderate } = ran.result as {
      findings: Array<{ name: string; title: string }>;
      total: number;
      critical: number;
      moderate: number;
    };
    assert.deepEqual([total, critical, moderate], [2, 1, 1], ran.message);
    assert.deepEqual(
      findings.map(({ name, title }) => `${name}: ${title}`),
      ['alpha: alpha runs away', '@scope/beta: beta tells'],
    );
  });

  test('the scheduled run changes nothing, and fails from the severity of the settings on', async () => {
    const bad = await run('make');
    assert.equal(bad.status, 'failed');
    assert.equal(bad.message, '1 with holes from "high" on: alpha (critical)');
    const fine = await run('make', {}, { fail_on: 'never' });
    assert.match(fine.message, /^\d outdated, 2 with known holes$/);
    registry.advisories = {};
    assert.equal((await run('make')).status, 'completed');
  });

  test('a registry that is away or fails is told in npm’s own words', async () => {
    const away = await run('update', {}, { registry: 'http://127.0.0.1:1', environment: [] });
    assert.equal(away.status, 'failed');
    assert.match(away.message, /ECONNREFUSED|failed/);
    registry.fault = (request, response) => {
      if (request.url !== '/alpha') return false;
      response.writeHead(500).end('{}');
      return true;
    };
    const failing = await run('outdated', {}, {}, { maxAttempts: 2 });
    registry.fault = undefined;
    assert.equal(failing.status, 'pending');
    assert.match(failing.message, /^npm [\d.]+ outdated failed: /);
  });

  test('a registry that hangs is left at the time limit and when the task is cancelled', async () => {
    registry.fault = () => true;
    const late = await run('outdated', {}, { timeout: 2 }, { maxAttempts: 2 });
    assert.deepEqual([late.status, late.message], ['pending', 'npm was stopped after its 2 s.']);
    const stop = new AbortController();
    registry.fault = () => {
      stop.abort();
      return true;
    };
    const ran = await run('outdated', {}, {}, { signal: stop.signal });
    registry.fault = undefined;
    assert.deepEqual([ran.status, ran.ignoredSignal], ['cancelled', false]);
  });
});

describe('names', () => {
  const hostile = [
    '; rm -rf /',
    '$(id)',
    '--registry=http://evil.example',
    '-g',
    '--',
    'alpha@2.0.0',
    'alpha@latest',
    '../alpha',
    './alpha',
    '/etc',
    'file:../x',
    'git+https://evil.example/x.git',
    'https://evil.example/x.tgz',
    'user/repo',
    '@scope',
    '@scope/',
    '@/x',
    '@scope/../x',
    'a b',
    'a\nb',
    'a\0b',
    '',
    '.hidden',
    'é',
    'ａｌｐｈａ',
    'x'.repeat(215),
  ];
  for (const name of hostile) {
    test(`${JSON.stringify(name.slice(0, 40))} is no package`, async () => {
      const count = registry.requests.length;
      const ran = await run('update', { packages: ['alpha', name] });
      assert.equal(ran.status, 'failed');
      assert.equal(registry.requests.length, count);
    });
  }
});

describe('other package managers', () => {
  test('pnpm is found by its lockfile and asked in its own words', async () => {
    const directory = hostOf({ 'pnpm-lock.yaml': '' });
    const list = {
      minimist: {
        current: '1.2.0',
        latest: '1.2.8',
        wanted: '1.2.0',
        isDeprecated: false,
        dependencyType: 'dependencies',
      },
    };
    const advisories = {
      1: {
        module_name: 'minimist',
        severity: 'high',
        title: 'Pollution',
        vulnerable_versions: '<1.2.6',
        patched_versions: '>=1.2.6',
        url: 'https://x.example',
      },
    };
    const answers = { '--version': '10.34.9\n', outdated: JSON.stringify(list), audit: JSON.stringify({ advisories }) };
    await withProgram('pnpm', answers, 1, async () => {
      const ran = await run('outdated', {}, { directory });
      assert.deepEqual(ran.result, {
        manager: 'pnpm 10.34.9',
        outdated: 1,
        updatable: 1,
        packages: [{ name: 'minimist', current: '1.2.0', wanted: '1.2.8', latest: '1.2.8', type: 'dependencies' }],
      });
      const audited = await run('audit', {}, { directory });
      assert.deepEqual((audited.result as { findings: object[] }).findings, [
        {
          name: 'minimist',
          severity: 'high',
          title: 'Pollution',
          range: '<1.2.6',
          fix: '>=1.2.6',
          url: 'https://x.example',
        },
      ]);
    });
    const failing = {
      '--version': '10.34.9\n',
      audit: '{"error":{"code":"ERR_PNPM_AUDIT_BAD_RESPONSE","message":"responded with 405"}}',
    };
    await withProgram('pnpm', failing, 1, async () => {
      assert.match(
        (await run('audit', {}, { directory })).message,
        /^pnpm 10\.34\.9 audit failed: responded with 405$/,
      );
    });
  });

  test('yarn 1 too', async () => {
    const directory = hostOf({ 'yarn.lock': '' });
    const table = {
      head: ['Package', 'Current', 'Wanted', 'Latest', 'Package Type', 'URL'],
      body: [['minimist', '1.2.0', '1.2.0', '1.2.8', 'dependencies', '']],
    };
    const advisory = {
      module_name: 'minimist',
      severity: 'low',
      title: 'T',
      vulnerable_versions: '*',
      patched_versions: '<0.0.0',
      url: '',
    };
    const answers = {
      '--version': '1.22.22\n',
      outdated: line('info', 'Color legend') + line('table', table),
      audit: line('auditAdvisory', { advisory }).repeat(2) + line('auditSummary', {}),
    };
    await withProgram('yarn', answers, 1, async () => {
      const ran = await run('outdated', {}, { directory });
      assert.equal(ran.message, '1 outdated, 0 within their range');
      const audited = await run('audit', {}, { directory });
      assert.equal(audited.message, '1 with known holes, 0 critical');
    });
    const silent = { '--version': '1.22.22\n', outdated: line('info', ''), audit: line('info', 'Visit …') };
    await withProgram('yarn', silent, 1, async () => {
      for (const action of ['outdated', 'audit']) {
        const ran = await run(action, {}, { directory }, { maxAttempts: 2 });
        assert.deepEqual(
          [ran.status, ran.message],
          ['pending', `yarn 1.22.22 ${action} ended with code 1 and no answer; see the log.`],
        );
      }
    });
  });

  test('yarn 3 has all holes in one object, and nothing found is not the same as no answer', async () => {
    const directory = hostOf({ 'yarn.lock': '' });
    const advisories = { 1: { module_name: 'minimist', severity: 'high', title: 'T', patched_versions: '>=1.2.6' } };
    await withProgram('yarn', { '--version': '3.8.7\n', npm: JSON.stringify({ advisories }) }, 1, async () => {
      const { message, result } = await run('audit', {}, { directory });
      assert.equal(message, '1 with known holes, 0 critical');
      assert.equal((result as { findings: Array<{ fix: string }> }).findings[0]?.fix, '>=1.2.6');
    });
    await withProgram('yarn', { '--version': '4.6.0\n', npm: '' }, 1, async () => {
      const { status, message } = await run('audit', {}, { directory }, { maxAttempts: 2 });
      assert.deepEqual(
        [status, message],
        ['pending', 'yarn 4.6.0 npm audit ended with code 1 and no answer; see the log.'],
      );
    });
    await withProgram('yarn', { '--version': '4.6.0\n', npm: '' }, 0, async () => {
      assert.equal((await run('audit', {}, { directory })).message, '0 with known holes, 0 critical');
    });
  });

  test('one that is not there is told, and so are two lockfiles and no package.json', async () => {
    const empty = temporaryFolder();
    const path = process.env['PATH'] ?? '';
    process.env['PATH'] = empty;
    const missing = await run('outdated', {}, { directory: hostOf({ 'pnpm-lock.yaml': '' }) });
    process.env['PATH'] = path;
    assert.equal(missing.status, 'failed');
    assert.match(missing.message, /those of pnpm, and pnpm cannot be started: it is not on the PATH/);
    const two = hostOf({ 'pnpm-lock.yaml': '', 'package-lock.json': '{}' });
    assert.match(
      (await run('outdated', {}, { directory: two })).message,
      /has package-lock\.json and pnpm-lock\.yaml\. Say which/,
    );
    assert.match((await run('outdated', {}, { directory: empty })).message, /package\.json" does not exist/);
    const broken = hostOf({ 'package.json': '{' });
    assert.match((await run('outdated', {}, { directory: broken })).message, /cannot be read as JSON/);
  });
});

test('in a host: found, activated, and its widget has what tasks found, with the form of the update filled in', async () => {
  const directory = join(temporaryFolder(), 'behind');
  mkdirSync(directory);
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ name: 'host', dependencies: DEPENDENCIES }));
  registry.advisories = { alpha: [hole(9, 'alpha is slow', 'high')] };
  const stask = await hostWithPlugin(temporaryFolder(), 'stask-worker-npm');
  await stask.updateSettings('npm', { ...settings, directory, fail_on: 'never' });
  const runTask = async (action: string, data: JsonObject = {}): Promise<number> => {
    const { id } = await stask.create({ identifier: 'npm', action, data });
    await stask.processPendingTasks();
    return id;
  };
  assert.deepEqual(await widgetOf(stask, 'npm'), [
    { kind: 'action', action: 'outdated', title: 'Check what is outdated' },
    { kind: 'action', action: 'audit', title: 'Audit' },
  ]);

  const id = await runTask('outdated');
  const [stat, table] = await widgetOf(stask, 'npm');
  const note = '2 within the range of package.json';
  assert.deepEqual(stat, { kind: 'stat', title: 'Outdated', value: 2, tone: 'warn', note, link: `tasks/${id}` });
  const kind = 'dependencies';
  assert.deepEqual((table as WidgetTable).rows, [
    ['@scope/beta', 'not installed', '1.0.0', '1.1.0', kind, updateButton('@scope/beta')],
    ['alpha', 'not installed', '1.3.0', '1.3.0', kind, updateButton('alpha')],
  ]);

  await runTask('update');
  assert.match(JSON.stringify(await widgetOf(stask, 'npm')), /Packages were updated since/);
  await runTask('make');
  const parts = await widgetOf(stask, 'npm');
  assert.deepEqual(statsOf(parts), { Outdated: 1, 'With known holes': 1 });
  assert.deepEqual((parts[2] as WidgetTable).rows, [['@scope/beta', '1.0.0', '1.0.0', '1.1.0', kind, null]]);
  assert.doesNotMatch(JSON.stringify(parts), /updated since/);

  await stask.updateSettings('npm', { fail_on: 'high' });
  const failed = await runTask('make');
  const text = '1 with holes from "high" on: alpha (high)';
  assert.deepEqual((await widgetOf(stask, 'npm'))[0], {
    kind: 'list',
    title: 'The last scheduled run failed',
    items: [{ text, tone: 'bad', link: `tasks/${failed}` }],
  });
  await stask.updateSettings('npm', { fail_on: 'never' });
  await runTask('make');
  assert.deepEqual(statsOf(await widgetOf(stask, 'npm')), { Outdated: 1, 'With known holes': 1 });
  assert.equal('last' in (await stask.getSettings('npm')), false);
});

const updateButton = (name: string) => ({ action: 'update', title: 'Update', data: { packages: [name] } });

function hole(id: number, title: string, severity: string): object {
  return {
    id,
    title,
    severity,
    url: `https://registry.example/${id}`,
    vulnerable_versions: '*',
    cwe: [],
    cvss: { score: 0, vectorString: null },
  };
}

function line(type: string, data: unknown): string {
  return `${JSON.stringify({ type, data })}\n`;
}
