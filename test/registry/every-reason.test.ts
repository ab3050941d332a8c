import assert from 'node:assert/strict';
import { cpSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createStask, type Skipped, type SkipReason, type Stask } from 'stask';
import { SKIP_REASONS } from '#src/discovery/report.js';
import { temporaryFolder, writeTree, type TreeFiles } from '../discovery/trees.js';

const FIXTURES = join(dirname(fileURLToPath(import.meta.url)), '../../../fixtures');

/** For each reason the fixture that has it, or files that a repository cannot hold well. The package is named like the reason. */
const CAUSES: Readonly<Record<SkipReason, string | TreeFiles>> = {
  'manifest-json': 'discovery/every-reason/node_modules/broken-json',
  'manifest-schema': 'discovery/every-reason/node_modules/schema-string',
  'manifest-too-big': { 'package.json': { stask: true, filler: 'x'.repeat(1_048_576) } },
  unreadable: { 'package.json/': '' },
  excluded: 'inspect/healthy',
  'peer-mismatch': 'discovery/every-reason/node_modules/peer-too-new',
  'entry-outside-package': 'discovery/every-reason/node_modules/outside-parent',
  'entry-missing': 'discovery/every-reason/node_modules/missing-file',
  'entry-type': 'discovery/every-reason/node_modules/type-folder',
  'import-failed': 'inspect/throws-error',
  'dependency-missing': 'inspect/missing-package',
  'import-timeout': 'inspect/never-settles',
  'import-exited': 'inspect/exits',
  'no-worker-class': 'inspect/exports-no-class',
  abstract: 'inspect/abstract-marked',
  'construct-failed': 'inspect/construct-refuses',
  'contract-invalid': 'inspect/lacks-methods',
  'identifier-invalid': 'inspect/identifier-illegal',
  'identifier-unstable': 'inspect/identifier-counts',
  'identifier-taken': 'inspect/neighbour',
  superseded: {
    'package.json': { version: '2.0.0', type: 'module', stask: true },
    'index.js': "import { workerNamed } from '../complete-worker.js'; export default workerNamed('newer');",
  },
  'action-conflict': 'inspect/action-conflict',
};

/** What else is installed: a neighbour without faults, which comes first by name, and another version of a package. */
const OTHERS: TreeFiles = {
  'package.json': { name: 'host' },
  'node_modules/app/package.json': {},
  'node_modules/app/node_modules/superseded/package.json': { version: '1.0.0', stask: true },
};

const host = temporaryFolder();
let stask: Stask;
let registered: readonly string[];
let skipped: readonly Skipped[];

before(async () => {
  writeTree(OTHERS, host);
  cpSync(join(FIXTURES, 'inspect/complete-worker.js'), join(host, 'node_modules/complete-worker.js'));
  cpSync(join(FIXTURES, 'inspect/neighbour'), join(host, 'node_modules/a-neighbour'), { recursive: true });
  for (const [reason, cause] of Object.entries(CAUSES)) {
    const folder = join(host, 'node_modules', reason);
    if (typeof cause === 'string') cpSync(join(FIXTURES, cause), folder, { recursive: true });
    else writeTree(cause, folder);
  }
  stask = await createStask({ cwd: host, autoDiscover: false, discovery: { deny: ['excluded'] } });
  const report = await stask.registry.discover();
  registered = report.registered.map(({ identifier }) => identifier);
  skipped = report.skipped;
});
after(() => stask?.close());

test('each reason code has a package that comes to it', () => {
  assert.deepEqual(Object.keys(CAUSES), SKIP_REASONS);
});

for (const reason of SKIP_REASONS) {
  test(`${reason} is reported once, with the place and what is wrong there`, () => {
    const entries = skipped.filter((skip) => skip.package === reason);
    assert.deepEqual(
      entries.map((skip) => skip.reason),
      [reason],
    );
    const { path, detail } = entries[0]!;
    assert.ok(path.startsWith(join(host, 'node_modules')), path);
    assert.ok(existsSync(path) || ['entry-missing', 'entry-outside-package'].includes(reason), path);
    assert.match(detail, /^.{20,700}[.?]$/);
  });
}

test('nothing else is left out, and all that is well is registered', () => {
  assert.equal(skipped.length, SKIP_REASONS.length);
  assert.deepEqual(registered.toSorted(), ['heir', 'neighbour', 'newer']);
});

for (const reason of SKIP_REASONS.filter((each) => each !== 'superseded')) {
  test(`a question for a package that is ${reason} gets the same answer`, async () => {
    const { reason: answered, detail, taken } = await stask.registry.why(reason);
    assert.equal(answered, reason);
    assert.equal(taken, reason === 'abstract'); // beside its heir
    assert.equal(detail, skipped.find((skip) => skip.package === reason)!.detail);
  });
}
