// node rescan.mjs ROUNDS   in the folder of a tree: a host with an SQLite file registers the workers of the tree, then
// rescans it, warm and unchanged. Prints the times in ms; from what is measured nothing is left behind.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const { createStask } = await import(join(repository, 'dist/index.js'));
const rounds = Number(process.argv[2]);

const storagePath = mkdtempSync(join(tmpdir(), 'stask-bench-'));
const stask = await createStask({ storagePath, autoDiscover: false });
const registration = await timed(() => stask.discoverWorkers());
const rescans = [];
for (let round = -3; round < rounds; round++) {
  const { ms, result } = await timed(() => stask.rescanWorkers());
  if (result.length > 0) throw new Error('A rescan of the unchanged tree changed rows');
  if (round >= 0) rescans.push(ms);
}
const workers = (await stask.getWorkers()).length;
await stask.close();
rmSync(storagePath, { recursive: true });
process.stdout.write(JSON.stringify({ workers, registrationMs: registration.ms, rescans }));

async function timed(work) {
  const started = performance.now();
  const result = await work();
  return { ms: performance.now() - started, result };
}
