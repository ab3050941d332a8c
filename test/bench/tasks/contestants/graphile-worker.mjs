import { Logger, makeWorkerUtils, run } from '../peers/node_modules/graphile-worker/dist/index.js';
import { until } from '../measure.mjs';

export async function open({ url, batch }) {
  const schema = `${new URL(url).searchParams.get('options').split('=')[1]}_graphile`;
  const logger = new Logger(() => () => {});
  const worker = { connectionString: url, schema, concurrentJobs: 50, maxPoolSize: 10, logger };
  const utils = await makeWorkerUtils({ connectionString: url, schema, logger });
  await utils.migrate();
  const tuned = { localQueue: { size: batch }, completeJobBatchDelay: 0, failJobBatchDelay: 0 };
  let idle;
  return {
    fill: async (count) =>
      void (await utils.addJobs(Array.from({ length: count }, (_, n) => ({ identifier: 'noop', payload: { n } })))),
    async drain(count) {
      let done = 0;
      const taskList = { noop: () => void done++ };
      const runner = await run({ preset: { worker: { ...worker, ...tuned } }, noHandleSignals: true, taskList });
      await until(() => done >= count);
      await runner.stop();
    },
    async listen(onStart) {
      idle = await run({ preset: { worker }, noHandleSignals: true, taskList: { idle: () => onStart() } });
    },
    send: async () => void (await utils.addJob('idle', {})),
    async close() {
      await idle?.stop();
      await utils.release();
    },
  };
}
