import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import type { Stask } from 'stask';
import { EXPECTED } from './expected.js';
import { withHost } from './host.js';

const folder = fileURLToPath(new URL('../../../docs/guide', import.meta.url));
const HELPERS = ['catalog', 'run-example', 'use-worker'];
const WITH_TESTS_OF_THEIR_OWN = ['manage-workers'];
const examples = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3))
  .filter((name) => !HELPERS.includes(name));

interface Example {
  main(stask: Stask): Promise<unknown>;
}

for (const name of examples.filter((one) => !WITH_TESTS_OF_THEIR_OWN.includes(one))) {
  test(`the example ${name} does what the guide says`, async () => {
    const { main } = (await import(`#docs/guide/${name}.js`)) as Example;
    const check = EXPECTED[name];
    assert.ok(check, `test/guide/expected.ts says nothing of ${name}`);
    await withHost(async (stask) => check(await main(stask)));
  });
}

const broken = {
  'node_modules/stask-worker-broken/package.json': { name: 'stask-worker-broken', version: '1.0.0', stask: true },
  'node_modules/stask-worker-broken/index.js': "throw new Error('no');",
};
const mail = {
  'node_modules/stask-worker-mail/package.json': {
    name: 'stask-worker-mail',
    version: '1.0.0',
    type: 'module',
    stask: { workers: 'index.js', scope: 'shop' },
  },
  'node_modules/stask-worker-mail/index.js': `export class MailWorker {
    identifier() { return 'mail'; }
    scope() { return ''; }
    title() { return 'Mail'; }
    description() { return ''; }
    icon() { return 'mail'; }
    settings() { return {}; }
    taskSend() {}
  }`,
};

test('the example manage-workers finds, shows, activates and explains the packages of a host', async () => {
  const { main } = (await import('#docs/guide/manage-workers.js')) as Example;
  const found = await withHost(main, { ...broken, ...mail });
  assert.deepEqual(found, {
    registered: ['mail'],
    updated: 0,
    orphans: 0,
    lines: ['mail (shop): off'],
    title: 'Mail',
    icon: 'mail',
    active: ['mail'],
    leftOut: ['stask-worker-broken: import-failed'],
    why: 'import-failed',
  });
});

test('the guide names every example and only those that exist', () => {
  const guide = readFileSync(join(folder, 'README.md'), 'utf8');
  const named = new Set([...guide.matchAll(/\]\(\.\/([a-z-]+)\.ts\)/g)].map(([, name]) => name));
  assert.deepEqual(named, new Set([...named].filter((name) => [...examples, 'run-example'].includes(name ?? ''))));
  assert.deepEqual(
    examples.filter((name) => !named.has(name)),
    [],
  );
});
