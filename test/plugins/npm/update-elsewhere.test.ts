import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { runAction } from 'stask/testing';
import { NpmWorker } from 'stask-worker-npm';
import { temporaryFolder } from '../temporary-folder.js';
import { FakeRegistry } from './fake-registry.js';

interface Elsewhere {
  readonly name: string;
  readonly tool: string;
  readonly program: 'pnpm' | 'yarn';
  readonly lockfile: string;
  readonly label: RegExp;
  /** What the manager says of an update as it comes. */
  readonly says: RegExp;
  readonly insteadOfDryRun: RegExp;
}

const ELSEWHERE: readonly Elsewhere[] = [
  {
    name: 'pnpm',
    tool: 'pnpm@10',
    program: 'pnpm',
    lockfile: 'pnpm-lock.yaml',
    label: /^pnpm 10\./,
    says: /^\+ alpha 1\.2\.0/,
    insteadOfDryRun: /^pnpm 10\S+ has no dry run of an update\. See what is behind with the action "outdated", or/,
  },
  {
    name: 'yarn classic',
    tool: 'yarn@1',
    program: 'yarn',
    lockfile: 'yarn.lock',
    label: /^yarn 1\./,
    says: /alpha@1\.2\.0/,
    insteadOfDryRun: /^yarn 1\S+ has no dry run of an update\. See what is behind with the action "outdated", or/,
  },
  {
    name: 'yarn berry',
    tool: '@yarnpkg/cli-dist@4',
    program: 'yarn',
    lockfile: 'yarn.lock',
    label: /^yarn 4\./,
    says: /\+ alpha@npm:1\.2\.0/,
    insteadOfDryRun: /^yarn 4\S+ has no dry run of an update\. See what is behind with the action "outdated", or/,
  },
];

const MANIFEST = JSON.stringify({
  name: 'host',
  version: '1.0.0',
  private: true,
  dependencies: { '@scope/beta': '^1.0.0', alpha: '^1.0.0' },
});

const SCRIPT = "node -e \"require('fs').writeFileSync(process.env.PLUGIN_TEST_OUT, 'ran')\"";

for (const { name, tool, program, lockfile, label, says, insteadOfDryRun } of ELSEWHERE) {
  const registry = await FakeRegistry.start();
  describe(`update with ${name}`, () => {
    const host = temporaryFolder();
    const out = join(temporaryFolder(), 'out');
    const variables: Record<string, string> = {
      HOME: temporaryFolder(), // caches of its own: these packages are other ones in each test
      YARN_CACHE_FOLDER: temporaryFolder(),
      YARN_ENABLE_TELEMETRY: '0',
      PLUGIN_TEST_OUT: out,
      YARN_NODE_LINKER: 'node-modules',
      YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
      YARN_ENABLE_SCRIPTS: '1',
      YARN_NPM_MINIMAL_AGE_GATE: '0', // the packages are seconds old
    };

    before(async () => {
      registry.publish('alpha', '1.0.0');
      registry.publish('@scope/beta', '1.0.0');
      const print = ['node', '-p', 'process.env.PATH.split(require("path").delimiter)[0]'];
      const { stdout } = await promisify(execFile)('npx', ['--yes', '--package', tool, ...print]);
      variables['PATH'] = `${stdout.trim()}:${process.env['PATH'] ?? ''}`;
      writeFileSync(join(host, 'package.json'), MANIFEST);
      writeFileSync(join(host, lockfile), '');
      const yarn = { yarn_registry: registry.origin, YARN_NPM_REGISTRY_SERVER: registry.origin };
      const { CI: _, ...plain } = process.env; // which forbids a new lockfile
      const env = { ...plain, npm_config_registry: registry.origin, ...yarn, ...variables };
      await promisify(execFile)(program, ['install'], { cwd: host, env, timeout: 60_000 });
      registry.publish('alpha', '1.2.0', { scripts: { postinstall: SCRIPT } });
      registry.publish('alpha', '2.0.0');
      registry.publish('@scope/beta', '1.1.0');
    });

    async function run(action: string, data: object = {}, more: object = {}) {
      const kept = { ...process.env };
      Object.assign(process.env, variables);
      try {
        const settings = { directory: host, registry: registry.origin, environment: Object.keys(variables), ...more };
        return await runAction(NpmWorker, action, { ...data }, { settings });
      } finally {
        for (const key of Object.keys(variables)) delete process.env[key];
        Object.assign(process.env, kept);
      }
    }

    const installed = (): string[] =>
      ['alpha', '@scope/beta'].map((each) => {
        const text = readFileSync(join(host, 'node_modules', each, 'package.json'), 'utf8');
        return (JSON.parse(text) as { version: string }).version;
      });

    test('"outdated" tells what is installed, what the range allows and what is newest', async () => {
      const ran = await run('outdated');
      const { manager, ...result } = ran.result as { manager: string };
      assert.match(manager, label);
      assert.deepEqual(result, {
        outdated: 2,
        updatable: 2,
        packages: [
          { name: '@scope/beta', current: '1.0.0', wanted: '1.1.0', latest: '1.1.0', type: 'dependencies' },
          { name: 'alpha', current: '1.0.0', wanted: '1.2.0', latest: '2.0.0', type: 'dependencies' },
        ],
      });
    });

    test('a dry run is refused with what to do instead', async () => {
      const ran = await run('update', { dry_run: true });
      assert.equal(ran.status, 'failed');
      assert.match(ran.message, insteadOfDryRun);
      assert.deepEqual(installed(), ['1.0.0', '1.0.0']);
    });

    test('only the named package is updated, within its range, without its scripts, and told as it goes', async () => {
      const ran = await run('update', { packages: ['alpha'] });
      assert.equal(ran.message, '1 changed');
      const { manager, ...result } = ran.result as { manager: string };
      assert.match(manager, label);
      assert.deepEqual(result, {
        dry_run: false,
        changed: 1,
        added: 0,
        removed: 0,
        packages: [{ name: 'alpha', from: '1.0.0', to: '1.2.0' }],
      });
      assert.deepEqual(installed(), ['1.2.0', '1.0.0']);
      assert.equal(JSON.stringify(JSON.parse(readFileSync(join(host, 'package.json'), 'utf8'))), MANIFEST);
      assert.ok(
        ran.logs.some(({ message }) => says.test(message)),
        JSON.stringify(ran.logs),
      );
      assert.ok(!existsSync(out));
    });

    test('without names all are updated, and what is new or gone is told', async () => {
      registry.publish('gamma', '1.0.0');
      registry.publish('@scope/beta', '1.2.0', { dependencies: { gamma: '^1.0.0' } });
      const ran = await run('update');
      const { packages, added } = ran.result as { packages: object[]; added: number };
      const beta = { name: '@scope/beta', from: '1.0.0', to: '1.2.0' };
      assert.deepEqual([packages, added], [[beta, { name: 'gamma', from: '', to: '1.0.0' }], 1]);
      assert.deepEqual(installed(), ['1.2.0', '1.2.0']);
      assert.equal((await run('update')).message, '0 changed');
    });

    test('a registry that fails fails the update, and the log has the reason', async () => {
      registry.publish('alpha', '1.3.0');
      registry.fault = (request, response) => {
        if (request.url?.endsWith('.tgz') !== true) return false;
        response.writeHead(404).end('{}');
        return true;
      };
      const ran = await run('update');
      registry.fault = undefined;
      assert.match(ran.message, / update ended with code \d+; see the log\.$/);
      assert.ok(
        ran.logs.some(({ message }) => /404/.test(message)),
        JSON.stringify(ran.logs),
      );
    });

    test('a folder without the lockfile is told before anything is changed', async () => {
      const directory = temporaryFolder();
      mkdirSync(join(directory, 'node_modules'));
      writeFileSync(join(directory, 'package.json'), MANIFEST);
      const ran = await run('update', {}, { directory, manager: program });
      assert.equal(ran.status, 'failed');
      assert.ok(ran.message.includes(`${lockfile}" cannot be read`), ran.message);
      assert.match(ran.message, new RegExp(`Run \`${program} install\` there`));
      assert.ok(!existsSync(join(directory, lockfile)));
    });
  });
}

describe('yarn berry', () => {
  test('audits with the registry of the settings, leaves out what is only deprecated, and knows workspaces and aliases', async () => {
    const registry = await FakeRegistry.start();
    const host = temporaryFolder();
    mkdirSync(join(host, 'shop'));
    const scripts = { workspaces: ['shop'] };
    const elsewhere = { shop: 'workspace:*', local: 'file:./local' };
    writeFileSync(
      join(host, 'package.json'),
      JSON.stringify({
        name: 'host',
        private: true,
        ...scripts,
        dependencies: { old: 'npm:alpha@^1.0.0', ...elsewhere },
      }),
    );
    mkdirSync(join(host, 'local'));
    writeFileSync(join(host, 'local/package.json'), '{"name":"local","version":"1.0.0"}');
    writeFileSync(
      join(host, 'shop/package.json'),
      JSON.stringify({ name: 'shop', devDependencies: { '@scope/beta': 'latest' } }),
    );
    writeFileSync(join(host, 'yarn.lock'), '');
    const print = ['node', '-p', 'process.env.PATH.split(require("path").delimiter)[0]'];
    const { stdout } = await promisify(execFile)('npx', ['--yes', '--package', '@yarnpkg/cli-dist@4', ...print]);
    const variables: Record<string, string> = {
      HOME: temporaryFolder(),
      PATH: `${stdout.trim()}:${process.env['PATH'] ?? ''}`,
      YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
      YARN_NPM_REGISTRY_SERVER: registry.origin,
      YARN_NPM_MINIMAL_AGE_GATE: '0',
    };
    registry.publish('alpha', '1.0.0');
    registry.publish('@scope/beta', '1.0.0', { deprecated: 'use another one' });
    const { CI: _, ...plain } = process.env;
    await promisify(execFile)('yarn', ['install'], { cwd: host, env: { ...plain, ...variables }, timeout: 60_000 });
    registry.publish('alpha', '1.1.0');
    registry.publish('@scope/beta', '1.1.0');

    const kept = { ...process.env };
    Object.assign(process.env, variables);
    try {
      const settings = { directory: host, registry: registry.origin, environment: Object.keys(variables) };
      const behind = await runAction(NpmWorker, 'outdated', {}, { settings });
      assert.deepEqual(
        (behind.result as { packages: object[] }).packages,
        [
          { name: '@scope/beta', current: '1.0.0', wanted: '1.1.0', latest: '1.1.0', type: 'devDependencies' },
          { name: 'old', current: '1.0.0', wanted: '1.1.0', latest: '1.1.0', type: 'dependencies' },
        ],
        behind.message,
      );
      const hole = {
        id: 7,
        title: 'runs away',
        severity: 'high',
        url: 'https://x.example',
        vulnerable_versions: '<1.1.0',
      };
      registry.advisories = { alpha: [hole] };
      const audited = await runAction(NpmWorker, 'audit', {}, { settings });
      assert.deepEqual(
        (audited.result as { findings: object[] }).findings,
        [{ name: 'alpha', severity: 'high', title: 'runs away', range: '<1.1.0', fix: '', url: 'https://x.example' }],
        audited.message,
      );
      registry.fault = (_request, response) => response.writeHead(404).end('{}') !== undefined;
      for (const action of ['outdated', 'audit']) {
        const ran = await runAction(NpmWorker, action, {}, { settings, maxAttempts: 2 });
        assert.equal(ran.status, 'pending', ran.message);
        assert.match(ran.message, /^yarn 4\S+ npm (info \S+ failed|audit ended with code 1 and no answer)/);
      }
    } finally {
      for (const key of Object.keys(variables)) delete process.env[key];
      Object.assign(process.env, kept);
    }
  });
});
