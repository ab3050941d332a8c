import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { resolveEntries } from '#src/discovery/entries.js';
import { temporaryFolder, writeTree, type TreeFiles } from './trees.js';

const FILES: TreeFiles = {
  'outside.js': '',
  'pkg/a.js': '',
  'pkg/b.cjs': '',
  'pkg/[id].js': '',
  'pkg/back\\slash.js': '',
  'pkg/.hidden.js': '',
  'pkg/node_modules/dep/dep.js': '',
  'pkg/dist/worker.mjs': '',
  'pkg/dist/loop': { link: '..' },
  'pkg/dist/inside.js': { link: '../a.js' },
  'pkg/dist/escape.js': { link: '../../outside.js' },
  'pkg/dist/gone.js': { link: 'nowhere.js' },
  'pkg/away': { link: '..' },
};

const CASES: ReadonlyArray<[paths: string[], taken: string[], reasons: string[]]> = [
  [['./a.js', 'a.js', 'dist/../a.js'], ['a.js'], []],
  [['*.{js,cjs}'], ['[id].js', 'a.js', 'b.cjs', 'back\\slash.js'], []],
  [['[id].js'], ['[id].js'], []],
  [['**/*.mjs'], ['dist/worker.mjs'], []],
  [['**/dep.js'], [], ['entry-missing']],
  [['dist/*.js'], ['dist/inside.js'], ['entry-outside-package', 'entry-missing']],
  [['a.js', 'dist/inside.js'], ['a.js'], []],
  [['dist/escape.js'], [], ['entry-outside-package']],
  [['away/outside.js'], [], ['entry-outside-package']],
  [['away/pkg/a.js'], ['away/pkg/a.js'], []],
  [['..\\outside.js'], [], ['entry-missing']],
  [['back\\slash.js'], ['back\\slash.js'], []],
  [['.'], [], ['entry-type']],
  [['dist'], [], ['entry-type']],
  [['some-package'], [], ['entry-missing']],
  [['x'.repeat(5_000)], [], ['unreadable']],
];

const root = writeTree(FILES);

for (const [paths, taken, reasons] of CASES) {
  test(`entries ${JSON.stringify(paths).slice(0, 60)} give ${taken.join(', ') || reasons.join(', ')}`, () => {
    const { entries, problems } = resolveEntries(join(root, 'pkg'), paths);
    assert.deepEqual(
      entries.map(({ relative }) => relative),
      taken,
    );
    assert.deepEqual(problems.map(({ reason }) => reason).toSorted(), reasons.toSorted());
    for (const { file } of entries) assert.ok(file.startsWith(join(root, 'pkg')));
  });
}

test('an entry that is a FIFO is refused without opening it', () => {
  const folder = temporaryFolder();
  execFileSync('mkfifo', [join(folder, 'pipe.js')]);
  assert.equal(resolveEntries(folder, ['pipe.js']).problems[0]?.reason, 'entry-type');
});
