import { PgBoss } from '../peers/node_modules/pg-boss/dist/index.js';
import { until } from '../measure.mjs';

export async function open({ url, batch }) {
  const schema = `${new URL(url).searchParams.get('options').split('=')[1]}_boss`;
  const boss = new PgBoss({ connectionString: url, schema, max: 10, useListenNotify: true });
  boss.on('error', () => {});
  await boss.start();
  await boss.createQueue('noop');
  await boss.createQueue('idle', { notify: true });
  return {
    fill: async (count) =>
      void (await boss.insert(
        'noop',
        Array.from({ length: count }, (_, n) => ({ data: { n } })),
      )),
    // Its `work` polls at most twice a second, so batches are fetched in a loop, as its documentation advises.
    async drain(count) {
      let done = 0;
      const lane = async () => {
        while (done < count) {
          const jobs = await boss.fetch('noop', { batchSize: batch });
          if (jobs.length === 0) return;
          await boss.complete(
            'noop',
            jobs.map(({ id }) => id),
          );
          done += jobs.length;
        }
      };
      await Promise.all([lane(), lane()]);
      await until(() => done >= count);
    },
    listen: async (onStart) => void (await boss.work('idle', { pollingIntervalSeconds: 0.5 }, async () => onStart())),
    send: async () => void (await boss.send('idle', {})),
    close: () => boss.stop({ graceful: false }),
  };
}
