import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { describeWorker } from 'stask/testing';
import { checkPackage } from '#src/authoring/check-package.js';
import { isWorkerClass } from '#src/worker/brand.js';

const PLUGINS = join(dirname(fileURLToPath(import.meta.url)), '../../../plugins');

/** Names of the packages in `plugins` that declare workers. */
const names = readdirSync(PLUGINS).filter((name) => {
  const path = join(PLUGINS, name, 'package.json');
  return existsSync(path) && Object.hasOwn(JSON.parse(readFileSync(path, 'utf8')) as object, 'stask');
});

for (const name of names) {
  const namespace = (await import(name)) as Record<string, unknown>;
  for (const Worker of new Set(Object.values(namespace).filter(isWorkerClass))) describeWorker(Worker);

  test(`${name} passes stask check, and has its static manifest`, async () => {
    const checks = await checkPackage(join(PLUGINS, name));
    assert.deepEqual(
      checks
        .filter(({ ok, level, check }) => !ok || (check === 'static manifest' && level !== 'ok'))
        .map(({ check, detail }) => `${check}: ${detail}`),
      [],
    );
  });
}

test('every plugin is looked at', () => assert.ok(names.length >= 2));
