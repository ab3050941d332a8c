import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import type { FoundPackage } from '#src/discovery/found-package.js';
import { identifiers, inspect, packageIn, REPOSITORY } from './inspect-fixtures.js';

const host = realpathSync(mkdtempSync(join(tmpdir(), 'stask-inspect-stask-')));
after(() => rmSync(host, { recursive: true, force: true }));

/** Packages as a package manager leaves them, with the modules they need beside them. */
function install(name: string, files: Record<string, string>, stask: 'linked' | 'copied' = 'linked'): FoundPackage {
  const root = join(host, stask, name);
  for (const [file, text] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return packageIn(root, name, { files: ['index.js'] });
}

function fixtureFile(name: string): Record<string, string> {
  cpSync(join(REPOSITORY, 'fixtures/inspect', name), join(host, 'linked', name), { recursive: true });
  return {};
}

const modules = join(host, 'linked/node_modules');
mkdirSync(modules, { recursive: true });
symlinkSync(REPOSITORY, join(modules, 'stask'));
symlinkSync(join(REPOSITORY, 'node_modules/class-validator'), join(modules, 'class-validator'));

test('everything an author says about a worker and its actions is taken', async () => {
  const report = await inspect([install('full-metadata', fixtureFile('full-metadata'))]);
  assert.deepEqual(report.skipped, []);
  const [{ package: identity, actions, ...worker }] = report.candidates as [(typeof report.candidates)[number]];
  assert.equal(identity.name, 'full-metadata');
  assert.deepEqual(worker, {
    class: 'full-metadata/index.js#ReportWorker',
    identifier: 'report',
    scope: 'office',
    title: 'Reports',
    description: 'Writes reports',
    icon: 'file',
    settings: { folder: 'out', api: { timeout: 30 } },
    settingsSchema: { type: 'object', properties: { folder: { type: 'string' } } },
  });
  assert.deepEqual(actions, [
    {
      name: 'write',
      title: 'Write',
      description: 'One report',
      timeoutMs: 60_000,
      maxAttempts: 5,
      backoff: { type: 'fixed', delayMs: 10 },
      priority: 'high',
      concurrency: 2,
      schema: { type: 'object', required: ['year'], properties: { year: { type: 'integer' } } },
    },
    { name: 'send_all' },
  ]);
});

test('a base class of sTask that a package exports again is abstract', async () => {
  const report = await inspect([install('extends-base-worker', fixtureFile('extends-base-worker'))]);
  assert.deepEqual(identifiers(report), ['based']);
  assert.deepEqual(
    report.skipped.map(({ reason }) => reason),
    ['abstract'],
  );
});

test('a DTO class becomes JSON Schema', async () => {
  const found = install('dto', {
    'index.js': `import { IsInt } from 'class-validator';
      import { defineWorker } from 'stask/worker';
      class Options {}
      IsInt()(Options.prototype, 'limit');
      export const DtoWorker = defineWorker({ identifier: 'dto', actions: { run: { options: Options, run() {} } } });`,
  });
  const report = await inspect([found]);
  assert.deepEqual(report.skipped, []);
  const schema = report.candidates[0]!.actions[0]!.schema!;
  assert.deepEqual((schema.properties as Record<string, { type: string }>).limit?.type, 'integer');
});

test('options that are no schema make the class contract-invalid', async () => {
  const found = install('no-schema', {
    'index.js': `import { BaseWorker } from 'stask/worker';
      export class SchemaWorker extends BaseWorker {
        settingsSchema = class Plain {};
        identifier() { return 'schema'; }
        taskRun() {}
      }`,
  });
  const report = await inspect([found]);
  assert.equal(report.skipped[0]?.reason, 'contract-invalid');
  assert.match(report.skipped[0].detail, /settingsSchema cannot be turned into JSON Schema: .*"Plain"/);
});

test('classes of a second copy of sTask are taken like others', async () => {
  const copy = join(host, 'copied/node_modules/stask');
  cpSync(join(REPOSITORY, 'dist'), join(copy, 'dist'), { recursive: true });
  cpSync(join(REPOSITORY, 'package.json'), join(copy, 'package.json'));
  symlinkSync(join(REPOSITORY, 'node_modules/reflect-metadata'), join(host, 'copied/node_modules/reflect-metadata'));
  const found = install(
    'second-copy',
    {
      'index.js': `import { Action, BaseWorker } from 'stask/worker';
        export class CopyWorker extends BaseWorker {
          identifier() { return 'copy'; }
          send() {}
        }
        Action({ name: 'send_now', maxAttempts: 7 })(CopyWorker.prototype, 'send', Object.getOwnPropertyDescriptor(CopyWorker.prototype, 'send'));`,
    },
    'copied',
  );
  const report = await inspect([found]);
  assert.deepEqual(report.skipped, []);
  assert.deepEqual(report.candidates[0]?.actions, [{ name: 'send_now', maxAttempts: 7 }]);
});
