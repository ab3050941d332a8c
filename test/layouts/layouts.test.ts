import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { temporaryFolder } from '../plugins/temporary-folder.js';
import { LAYOUTS, runAll, type InstalledHost } from './layouts.js';
import { EXPECTED, packPackages, type Packages } from './packages.js';
import { runCommand } from './run-command.js';

interface Worker {
  readonly identifier: string;
  readonly package: string;
  readonly version: string;
  readonly direct: boolean;
}

const folder = temporaryFolder();
let packages: Packages;

before(async () => {
  packages = await packPackages(folder);
});

async function stask<T>({ cwd, stask: bin }: InstalledHost, ...args: string[]): Promise<T> {
  return JSON.parse((await runCommand(cwd, [...bin, ...args, '--json'])).stdout) as T;
}

const SHORT = ['npm, hoisted', 'pnpm, isolated', "yarn Plug'n'Play"];

describe('layouts', () => {
  for (const { name, install, skip: cannot = false } of LAYOUTS) {
    const skip = runAll || SHORT.includes(name) ? cannot : 'set STASK_TEST_LAYOUTS=all';
    test(`${name}: the same workers are found, and one runs`, { skip }, async () => {
      const cwd = join(folder, name.replaceAll(/[^a-z]+/g, '-'));
      mkdirSync(cwd);
      const host = await install(cwd, packages);
      const report = await stask<{ registered: Worker[]; skipped: object[]; scanned: { complete: boolean } }>(
        host,
        'discover',
        '--activate',
      );
      const found = report.registered.map((worker) => [
        worker.identifier,
        worker.package,
        worker.version,
        worker.direct,
      ]);
      assert.deepEqual(found.toSorted(byIdentifier), EXPECTED, JSON.stringify(report, null, 2));
      assert.equal(report.scanned.complete, true);
      const { task } = await stask<{ task: { statusText: string; result: unknown } }>(
        host,
        'run',
        'twice',
        'greet',
        '--data',
        '{"name":"Ann"}',
      );
      assert.deepEqual([task.statusText, task.result], ['completed', 'Hello Ann from twice 2.0.0']);
      const again = await stask<{ registered: object[]; updated: object[] }>(host, 'discover');
      assert.deepEqual([again.registered, again.updated], [[], []]);
    });
  }
});

function byIdentifier([a]: readonly unknown[], [b]: readonly unknown[]): number {
  return String(a) < String(b) ? -1 : 1;
}
