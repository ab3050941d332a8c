import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineWorker } from 'stask/worker';
import { until } from '../measure.mjs';
import { openStask, request } from '../place.mjs';

export async function open({ url }) {
  const folder = mkdtempSync(join(tmpdir(), 'stask-bench-'));
  const stask = await openStask(url, folder);
  let started;
  const actions = { noop: () => undefined, idle: () => started?.() };
  await stask.registerWorker(defineWorker({ identifier: 'bench', actions }));
  await stask.activateWorker('bench');
  let done = 0;
  stask.on('task.completed', () => void done++);
  stask.on('runner.error', ({ doing, error }) => console.error('sTask, trouble while', doing, error));
  return {
    fill: async (count) => void (await stask.createMany(Array.from({ length: count }, (_, n) => request(n)))),
    async drain(count) {
      done = 0;
      const runner = stask.work({ concurrency: 50 });
      await until(() => done >= count);
      await runner.stop();
    },
    listen(onStart) {
      started = onStart;
      stask.work({ concurrency: 50 });
    },
    send: async () => void (await stask.create(request(0, 'idle'))),
    async share(seconds) {
      done = 0;
      const runner = stask.work({ concurrency: 10 });
      await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
      const executed = done;
      await runner.stop();
      return executed;
    },
    async close() {
      await stask.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
