import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { cleanOldLogs } from '#src/tasks/clean-old-logs.js';
import { checkResultFile, storeResult } from '#src/tasks/result-file.js';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'stask-files-')));
after(() => rmSync(root, { recursive: true, force: true }));

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 5, 1);

function folder(name: string, ageInDays: Readonly<Record<string, number>> = {}): string {
  const path = join(root, name);
  mkdirSync(path);
  for (const [file, days] of Object.entries(ageInDays)) {
    writeFileSync(join(path, file), 'x');
    const seconds = (NOW - days * DAY_MS) / 1_000;
    utimesSync(join(path, file), seconds, seconds);
  }
  return path;
}

const clean = (storagePath: string, days: number, unfinished: readonly number[] = []) =>
  cleanOldLogs({
    storagePath,
    days,
    now: () => NOW,
    unfinishedAmong: (ids) => new Set(ids.filter((id) => unfinished.includes(id))),
  });

test('old files of finished tasks go, everything else stays', async () => {
  const storagePath = folder('clean', {
    '1.log': 31,
    '1.jsonl': 31,
    '1.json': 31,
    '1.4242tmp': 31,
    '2.log': 29,
    '3.log': 400,
    '3.jsonl': 400,
    '01.log': 400,
    '0.log': 400,
    '4.csv': 400,
    '4.log.bak': 400,
    'notes.log': 400,
    'stask.sqlite': 400,
    'discovery-cache.json': 400,
    '99999999999999999999.log': 400,
  });
  mkdirSync(join(storagePath, '5.log'));
  const outside = join(root, 'outside.log');
  writeFileSync(outside, 'x');
  symlinkSync(outside, join(storagePath, '6.log'));
  assert.deepEqual(await clean(storagePath, 30, [3]), { deleted: 4, failed: [] });
  assert.deepEqual(readdirSync(storagePath).toSorted(), [
    '0.log', '01.log', '2.log', '3.jsonl', '3.log', '4.csv', '4.log.bak', '5.log', '6.log',
    '99999999999999999999.log', 'discovery-cache.json', 'notes.log', 'stask.sqlite',
  ]); // prettier-ignore
  assert.equal(existsSync(outside), true);
});

test('nothing is cleaned where there is no folder, and an age that is no number is refused', async () => {
  assert.deepEqual(await clean(join(root, 'none'), 30), { deleted: 0, failed: [] });
  for (const days of [-1, NaN, '30' as unknown as number])
    await assert.rejects(clean(root, days), { code: 'STASK_USAGE' });
});

test('unfinished tasks are asked for in batches', async () => {
  const files = Object.fromEntries(Array.from({ length: 1_200 }, (_, n) => [`${n + 1}.log`, 10]));
  const storagePath = folder('many', files);
  const batches: number[] = [];
  const unfinishedAmong = (ids: readonly number[]) => (batches.push(ids.length), new Set<number>());
  assert.equal((await cleanOldLogs({ storagePath, days: 1, now: () => NOW, unfinishedAmong })).deleted, 1_200);
  assert.deepEqual(batches, [500, 500, 200]);
});

test('a result is stored under its task and may be handed out', async () => {
  const storagePath = join(root, 'results');
  const json = JSON.stringify({ rows: 'ü'.repeat(1_000) });
  assert.deepEqual(await storeResult(storagePath, 7, json), { file: '7.json', bytes: Buffer.byteLength(json) });
  await storeResult(storagePath, 7, '"second"');
  assert.equal(readFileSync(join(storagePath, '7.json'), 'utf8'), '"second"');
  assert.deepEqual(readdirSync(storagePath), ['7.json']);
  const file = await checkResultFile(storagePath, '7.json');
  assert.deepEqual(file, { ok: true, path: join(storagePath, '7.json'), fileName: '7.json', bytes: 8 });
  await assert.rejects(storeResult(storagePath, '../7' as unknown as number, '1'), { code: 'STASK_USAGE' });
});

test('a file of a worker inside the storage folder may be handed out, by relative and by absolute path', async () => {
  const storagePath = folder('exports');
  mkdirSync(join(storagePath, 'out'));
  const path = join(storagePath, 'out', 'products.csv');
  writeFileSync(path, 'a;b');
  symlinkSync(path, join(storagePath, 'latest.csv'));
  symlinkSync(storagePath, join(root, 'linked-storage'));
  const expected = { ok: true, path, fileName: 'products.csv', bytes: 3 };
  for (const given of ['out/products.csv', './out/../out/products.csv', path, 'latest.csv'])
    assert.deepEqual(await checkResultFile(storagePath, given), expected, given);
  assert.deepEqual(await checkResultFile(join(root, 'linked-storage'), 'out/products.csv'), expected);
});

test('nothing outside, no folder and no file of sTask itself is handed out', async () => {
  const storagePath = folder('guarded', {
    'stask.sqlite': 0,
    'stask.sqlite-wal': 0,
    'discovery-cache.json': 0,
    '8.log': 0,
    '8.jsonl': 0,
  });
  mkdirSync(join(storagePath, 'sub'));
  mkdirSync(join(root, 'guarded-beside'));
  writeFileSync(join(root, 'guarded-beside', 'x.csv'), 'x');
  symlinkSync('/etc/passwd', join(storagePath, 'link.csv'));
  symlinkSync('..', join(storagePath, 'up'));
  const refused = [
    '', '.', '..', 'sub', '/etc/passwd', '../../../../etc/passwd', 'link.csv', 'up/guarded-beside/x.csv', '../guarded-beside/x.csv',
    join(root, 'guarded-beside/x.csv'), 'missing.csv', 'a\0b', 'stask.sqlite', 'stask.sqlite-wal', 'STASK.SQLITE', 'discovery-cache.json', '8.log', '8.jsonl',
  ]; // prettier-ignore
  for (const given of refused) {
    const file = await checkResultFile(storagePath, given);
    assert.equal(file.ok, false, given);
    assert.ok(!file.ok && file.detail.length > 10);
  }
  assert.equal((await checkResultFile(storagePath, 5 as unknown as string)).ok, false);
});
