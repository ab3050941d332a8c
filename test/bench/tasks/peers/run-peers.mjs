// Each peer with batches tuned for throughput; resolves to tasks a second and milliseconds of idle latency (median).
import { run, makeWorkerUtils, Logger } from 'graphile-worker';
import PgBoss from 'pg-boss';
import { median, secondsFor, until } from '../measure.mjs';

const CONCURRENCY = 50;
const schemaOf = (url, name) => `${new URL(url).searchParams.get('options')?.split('=')[1] ?? 'bench'}_${name}`;

export const peers = { 'pg-boss': runPgBoss, 'graphile-worker': runGraphile };

async function runPgBoss(url, count, idleRounds) {
  const boss = new PgBoss({ connectionString: url, schema: schemaOf(url, 'boss'), max: 10 });
  boss.on('error', () => {});
  await boss.start();
  await boss.createQueue('noop');
  await boss.insert(Array.from({ length: count }, (_, n) => ({ name: 'noop', data: { n } })));
  let done = 0;
  // Its `work` polls at most twice a second, so batches are fetched in a loop, as its documentation advises.
  const lane = async () => {
    for (;;) {
      const jobs = await boss.fetch('noop', { batchSize: CONCURRENCY });
      if (jobs === null || jobs.length === 0) return;
      await boss.complete(
        'noop',
        jobs.map(({ id }) => id),
      );
      done += jobs.length;
    }
  };
  const seconds = await secondsFor(() => Promise.all([lane(), lane()]));
  let started;
  await boss.createQueue('idle');
  await boss.work('idle', { pollingIntervalSeconds: 0.5 }, async () => started?.());
  const idle = await latencies(idleRounds, (resolve) => ((started = resolve), boss.send('idle', {})));
  await boss.stop({ graceful: false, wait: true });
  return { perSecond: done / seconds, idleMs: median(idle) };
}

async function runGraphile(url, count, idleRounds) {
  const options = { connectionString: url, schema: schemaOf(url, 'graphile'), logger: new Logger(() => () => {}) };
  const utils = await makeWorkerUtils(options);
  await utils.migrate();
  for (let from = 0; from < count; from += 100)
    await Promise.all(Array.from({ length: Math.min(100, count - from) }, (_, n) => utils.addJob('noop', { n })));
  let done = 0;
  let started;
  const seconds = await secondsFor(async () => {
    const runner = await run({
      ...options,
      concurrency: CONCURRENCY,
      noHandleSignals: true,
      taskList: { noop: () => void done++ },
    });
    await until(() => done >= count);
    await runner.stop();
  });
  const runner = await run({
    ...options,
    concurrency: CONCURRENCY,
    noHandleSignals: true,
    taskList: { idle: () => started?.() },
  });
  const idle = await latencies(idleRounds, (resolve) => ((started = resolve), utils.addJob('idle', {})));
  await runner.stop();
  await utils.release();
  return { perSecond: done / seconds, idleMs: median(idle) };
}

async function latencies(rounds, send) {
  const took = [];
  for (let n = 0; n < rounds; n++) {
    await new Promise((resolve) => setTimeout(resolve, 60));
    const sentAt = performance.now();
    await new Promise((resolve) => void send(resolve));
    took.push(performance.now() - sentAt);
  }
  return took;
}
