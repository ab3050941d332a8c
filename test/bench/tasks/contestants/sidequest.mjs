import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Sidequest } from '../peers/node_modules/sidequest/dist/index.js';
import { until } from '../measure.mjs';
import { Noop, ran } from './sidequest.jobs.js';

/** In this process, and with a look at the queue every 5 ms instead of 100. */
export async function open({ kind, url }) {
  const config = kind === 'sqlite' ? join(mkdtempSync(join(tmpdir(), 'sidequest-bench-')), 'q.sqlite') : url;
  const options = {
    fork: false,
    runner: 'inline',
    maxConcurrentJobs: 50,
    jobPollingInterval: 5,
    queues: [{ name: 'default', concurrency: 50 }],
    gracefulShutdown: false,
    backend: { driver: `@sidequest/${kind}-backend`, config },
    dashboard: { enabled: false },
    logger: { level: 'error', json: false },
    manualJobResolution: true,
    jobsFilePath: fileURLToPath(new URL('sidequest.jobs.js', import.meta.url)),
  };
  await Sidequest.configure(options);
  return {
    async fill(count) {
      for (let n = 0; n < count; n++) await Sidequest.build(Noop).enqueue(n);
    },
    async drain(count) {
      const from = ran.count;
      await Sidequest.start(options);
      await until(() => ran.count - from >= count);
    },
    close: () => Sidequest.stop(),
  };
}
