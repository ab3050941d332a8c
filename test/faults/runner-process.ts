// One runner of the fault harness: `runner-process.js URL FOLDER`. Ends by itself, with code 0, after SIGTERM.
import { join } from 'node:path';

import { createStask, type Runner } from 'stask';
import { isStaskError, messageOf } from '#src/errors.js';
import { chaosWorker } from './chaos-worker.js';
import { NOT_STARTED } from './exit-codes.js';
import { appendRecords } from './record-file.js';

const [, , url, folder] = process.argv as [string, string, string, string];
const { pid } = process;
const records = appendRecords(join(folder, 'records.jsonl'));
/** By id and attempt: within one process two runs of a task with one attempt number never call the handler both. */
const fences = new Map<string, number>();
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** A host that starts while its database is away ends with a clear error, and is started again by whatever keeps it. */
process.once('uncaughtException', (error) => {
  const away = isStaskError(error, 'STASK_DATABASE_UNAVAILABLE') || isStaskError(error, 'STASK_DATABASE_LOCKED');
  if (!away || runner !== undefined) console.error(error);
  process.exit(away && runner === undefined ? NOT_STARTED : 1);
});

let runner: Runner | undefined;
const stask = await createStask({
  cwd: folder,
  database: url,
  storagePath: folder,
  autoDiscover: false,
  logger: quiet,
  statementTimeoutMs: 1_000,
});
stask.on('task.claimed', ({ id, fence }) => {
  records.write({ kind: 'claimed', id, fence, pid });
});
stask.on('task.started', ({ id, attempts, fence }) => fences.set(`${id}/${attempts}`, fence));
stask.on('task.refused', ({ id, reason }) => records.write({ kind: 'refused', id, pid, reason }));
const failed = ({ id, message }: { id: number; message: string }): void =>
  records.write({ kind: 'failed', id, pid, message });
stask.on('task.retrying', failed).on('task.failed', failed);
stask.on('runner.error', ({ doing, error }) => records.write({ kind: 'trouble', pid, doing, error: messageOf(error) }));
await stask.registerWorker(
  chaosWorker(({ id, attempt }) => {
    const fence = fences.get(`${id}/${attempt}`) ?? -1;
    records.write({ kind: 'run', id, fence, pid });
  }),
);

const working = stask.work({
  concurrency: 8,
  pollIntervalMs: 200,
  leaseMs: 2_000,
  heartbeatMs: 400,
  stopTimeoutMs: 2_000,
});
runner = working;
process.once('SIGTERM', () => {
  void working
    .stop()
    .then(() => stask.close())
    .then(() => records.close());
});
process.once('disconnect', () => process.kill(pid, 'SIGKILL')); // the harness is gone
process.send?.('ready');
process.channel?.unref();
