import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { staskJson } from './run-stask.js';
import { createReadyHost, createTempHost, type TempHost } from './temp-host.js';

interface Checks {
  checks: Array<{ check: string; ok: boolean; level: string; detail: string }>;
}

const levels = ({ checks }: Checks): Record<string, string> =>
  Object.fromEntries(checks.map(({ check, level }) => [check, level]));

async function inHost(made: TempHost | Promise<TempHost>, use: (host: TempHost) => Promise<void>): Promise<void> {
  const host = await made;
  try {
    await use(host);
  } finally {
    host.remove();
  }
}

test('a healthy host has no failure', () =>
  inHost(createReadyHost(), async (host) => {
    const { code, json } = await host.json<Checks>('doctor');
    assert.equal(code, 0, JSON.stringify(json));
    assert.deepEqual(Object.keys(json.checks[0] ?? {}), ['check', 'ok', 'level', 'detail']);
    const found = levels(json);
    for (const check of ['node', 'host', 'driver', 'storage', 'database', 'database writable', 'scan', 'workers'])
      assert.equal(found[check], 'ok', check);
    assert.match((await host.run('doctor')).stdout, /^ok {4}node +Node v/);
  }));

test('a database that nobody made yet is a warning and is not made', () =>
  inHost(createTempHost(), async (host) => {
    const { code, json } = await host.json<Checks>('doctor');
    assert.equal(code, 0);
    assert.equal(levels(json)['database'], 'warn');
    assert.equal((await host.json<Checks>('doctor')).json.checks.length, json.checks.length);
  }));

test('a broken active worker fails, a missing package is named', () =>
  inHost(createReadyHost(), async (host) => {
    writeFileSync(join(host.path, 'node_modules/acme-jobs/jobs.js'), 'throw new Error("syntax of another age");');
    await host.run('rescan');
    const { code, json } = await host.json<Checks>('doctor');
    assert.equal(code, 1);
    const worker = json.checks.find(({ check }) => check === 'workers');
    assert.equal(worker?.ok, false);
    assert.match(worker?.detail ?? '', /"jobs" of acme-jobs is broken.*stask why acme-jobs/);
  }));

test('a package changed since activation and secrets that others can read are warnings', () =>
  inHost(createReadyHost(), async (host) => {
    await host.run('settings', 'jobs', '--set', 'api.key=abc');
    const manifest = join(host.path, 'node_modules/acme-jobs/package.json');
    const next = { name: 'acme-jobs', version: '2.0.0', type: 'module', stask: { workers: './jobs.js' } };
    writeFileSync(manifest, JSON.stringify(next));
    await host.run('rescan');
    chmodSync(join(host.path, 'storage/stask/stask.sqlite'), 0o644);
    const { code, json } = await host.json<Checks>('doctor');
    assert.equal(code, 0);
    assert.deepEqual([levels(json)['versions'], levels(json)['secrets']], ['warn', 'warn']);
    assert.match(JSON.stringify(json), /1\.2\.3, installed is 2\.0\.0/);
  }));

test('two copies of stask are a warning', () =>
  inHost(createTempHost(), async (host) => {
    const copy = join(host.path, 'node_modules/acme-jobs/node_modules/stask');
    mkdirSync(copy, { recursive: true });
    writeFileSync(join(copy, 'package.json'), '{"name":"stask","version":"0.9.0"}');
    const { json } = await host.json<Checks>('doctor');
    assert.equal(levels(json)['stask copies'], 'warn');
    assert.match(JSON.stringify(json), /0\.9\.0/);
  }));

test('a folder without package.json and a database that is down are trouble of configuration', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stask-empty-'));
  try {
    const { code, json } = await staskJson<Checks>(['doctor'], { cwd: folder });
    assert.equal(code, 5);
    assert.equal(levels(json)['host'], 'fail');
  } finally {
    rmSync(folder, { recursive: true });
  }
  await inHost(createTempHost(), async (host) => {
    const { code, json } = await host.json<Checks>('doctor', '--database', 'postgres://nobody@127.0.0.1:1/none');
    assert.equal(code, 5);
    assert.equal(levels(json)['database'], 'fail');
    const migrate = await host.json<{ error: { code: string } }>(
      'migrate',
      '--database',
      'mysql://nobody@127.0.0.1:1/none',
    );
    assert.deepEqual([migrate.code, migrate.json.error.code], [5, 'STASK_DATABASE_UNAVAILABLE']);
  });
});

test('migrate names what it applied, once', () =>
  inHost(createTempHost(), async (host) => {
    const first = await host.json<{ applied: string[] }>('migrate');
    assert.equal(first.code, 0);
    assert.ok(first.json.applied.length > 0);
    assert.deepEqual((await host.json('migrate')).json, { applied: [] });
    assert.match((await host.run('migrate')).stdout, /up to date/);
  }));
