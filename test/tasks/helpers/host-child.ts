// A host of its own whose runner says a line for what happens: `host-child.js URL FOLDER POLL_INTERVAL_MS`.
import { createStask } from 'stask';
import { defineWorker } from 'stask/worker';

const [, , database, folder, pollIntervalMs] = process.argv as [string, string, string, string, string];

const stask = await createStask({ cwd: folder, database, storagePath: folder, autoDiscover: false });
for (const identifier of ['far', 'near'])
  await stask.registerWorker(defineWorker({ identifier, actions: { act: () => process.pid } }));
stask.on('task.completed', ({ id }) => console.log(`completed ${id}`));
const runner = stask.work({ pollIntervalMs: Number(pollIntervalMs) });
process.once('SIGTERM', () => void runner.stop().then(() => stask.close()));
await runner.idle();
console.log('idle');
