// One runner of the fault harness: `runner-process.js URL FOLDER`. Ends by itself, with code 0, after SIGTERM.
import { join } from 'node:path';

import { createStask } from 'stask';
import { messageOf } from '#src/errors.js';
import { chaosWorker } from './chaos-worker.js';
import { appendRecords } from './record-file.js';

const [, , url, folder] = process.argv as [string, string, string, string];
const { pid } = process;
const records = appendRecords(join(folder, 'records.jsonl'));
const fences = new Map<number, number>();
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

const stask = await createStask({
  cwd: folder,
  database: url,
  storagePath: folder,
  autoDiscover: false,
  logger: quiet,
});
stask.on('task.claimed', ({ id, fence }) => {
  fences.set(id, fence);
  records.write({ kind: 'claimed', id, fence, pid });
});
stask.on('task.refused', ({ id, reason }) => records.write({ kind: 'refused', id, pid, reason }));
stask.on('runner.error', ({ doing, error }) => records.write({ kind: 'trouble', pid, doing, error: messageOf(error) }));
await stask.registerWorker(
  chaosWorker(({ id }) => records.write({ kind: 'run', id, fence: fences.get(id) ?? -1, pid })),
);

const runner = stask.work({
  concurrency: 8,
  pollIntervalMs: 200,
  leaseMs: 2_000,
  heartbeatMs: 400,
  stopTimeoutMs: 2_000,
});
process.once('SIGTERM', () => {
  void runner
    .stop()
    .then(() => stask.close())
    .then(() => records.close());
});
process.once('disconnect', () => process.kill(pid, 'SIGKILL')); // the harness is gone
process.send?.('ready');
process.channel?.unref();
