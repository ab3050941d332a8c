import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ms, perSecond } from '../figures.mjs';
import { interleaved, median, pause, timesOf } from '../measure.mjs';
import { request, withPlace } from '../place.mjs';

const CALLS = 200_000;
const ROUNDS = 300;

const actions = {
  busy: (task) => {
    const startedAt = performance.now();
    for (let n = 1; n <= CALLS; n++) task.progress({ processed: n, total: CALLS });
    return performance.now() - startedAt;
  },
  once: async (task) => ({
    progress: median(await timesOf(ROUNDS, (n) => task.progress({ progress: n % 100 }))),
    log: median(await timesOf(ROUNDS, () => task.log.info('A line'))),
  }),
};

async function resultOf(stask, action) {
  const task = await stask.create(request(0, action));
  await stask.execute(task);
  return (await stask.getTask(task.id)).result;
}

const read = (task) => async () => median(await timesOf(100, () => task.getProgress()));

/** Progress calls, and what a reader of a long progress file pays. */
export const progress = (kind, { tell }) =>
  withPlace(kind, actions, async ({ stask, folder }) => {
    const calls = [];
    for (let round = 0; round < 3; round++) calls.push(CALLS / ((await resultOf(stask, 'busy')) / 1_000));
    const rate = median(calls);
    const common = { database: kind, what: 'progress calls', ours: perSecond(rate), otherName: 'goal' };
    tell({ ...common, other: perSecond(CALLS), ratio: rate / CALLS, goal: '>= 1' });

    const [small, large] = [await stask.create(request(1)), await stask.create(request(2))];
    const line = `running|45|112|250|2m 10s|${'x'.repeat(60)}\n`;
    writeFileSync(join(folder, `${small.id}.log`), line.repeat(12));
    writeFileSync(join(folder, `${large.id}.log`), line.repeat(Math.ceil(50_000_000 / line.length)));
    await read(small)();
    const { short, long } = await interleaved(5, { short: read(small), long: read(large) });
    const what = 'current state from a 50 MB log';
    tell({
      database: kind,
      what,
      ours: ms(long),
      otherName: '1 kB log',
      other: ms(short),
      ratio: long / short,
      goal: '<= 2',
    });
  });

/** What the original developer guide promises, in milliseconds. */
const GUIDE = { create: 5, progress: 2, log: 3, completion: 8 };

/** The guide's headline figures; completion is a whole task from its create to its end, which the guide does not include. */
export const headlines = (kind, { tell }) =>
  withPlace(kind, actions, async ({ stask }) => {
    const whole = async () => stask.execute(await stask.create(request(0)));
    const ended = [];
    const settled = async () => {
      const task = await stask.create(request(0));
      const startedAt = performance.now();
      await stask.execute(task);
      ended.push(performance.now() - startedAt);
    };
    await timesOf(50, whole);
    const created = median(
      await timesOf(ROUNDS, (n) => stask.create({ ...request(n), startAt: new Date(Date.now() + 3_600_000) })),
    );
    await timesOf(ROUNDS, settled);
    await pause(100);
    const { progress: progressMs, log } = await resultOf(stask, 'once');
    const figures = { create: created, progress: progressMs, log, completion: median(ended) };
    for (const [what, guide] of Object.entries(GUIDE)) {
      const ours = figures[what];
      const common = { database: kind, what: `guide's headline: ${what}`, ours: ms(ours), otherName: 'guide' };
      tell({ ...common, other: ms(guide), ratio: guide / ours, goal: '>= 10' });
    }
  });
