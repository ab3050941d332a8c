import { ms } from '../figures.mjs';
import { interleaved, median, secondsFor, timesOf } from '../measure.mjs';
import { request, withPlace } from '../place.mjs';
import { insertSql, rowValues } from '../raw-driver.mjs';

const ROUNDS = 9;
const SINGLES = 1_000;
const MANY = 10_000;
const CHUNK = 1_000;

/** `create` and `createMany` beside the bare driver's insert of the same row. */
export const create = (kind, { tell }) =>
  withPlace(kind, {}, async ({ stask, raw, empty }) => {
    const run = (work) => async () => {
      await empty();
      return work();
    };
    const compare = async (what, goal, rounds, works) => {
      for (const work of Object.values(works)) await run(work)(); // warming up
      const figures = await interleaved(rounds, { raw: run(works.raw), ours: run(works.ours) });
      const { ours, raw: bare } = figures;
      const common = { database: kind, what, ours: ms(ours), otherName: 'raw insert', other: ms(bare) };
      tell({ ...common, ratio: bare / ours, goal });
    };
    await compare('create, one by one', '>= 0.7', ROUNDS, {
      raw: async () => median(await timesOf(SINGLES, (n) => raw.query(insertSql(kind, 1), rowValues(n)))),
      ours: async () => median(await timesOf(SINGLES, (n) => stask.create(request(n)))),
    });
    await compare(`createMany(${MANY.toLocaleString('en')})`, '>= 0.5', 5, {
      raw: async () => 1_000 * (await secondsFor(() => insertMany(kind, raw))),
      ours: async () =>
        1_000 * (await secondsFor(() => stask.createMany(Array.from({ length: MANY }, (_, n) => request(n))))),
    });
  });

async function insertMany(kind, raw) {
  await raw.query(kind === 'mysql' ? 'START TRANSACTION' : 'BEGIN');
  for (let from = 0; from < MANY; from += CHUNK)
    await raw.query(insertSql(kind, CHUNK), Array.from({ length: CHUNK }, (_, n) => rowValues(from + n)).flat());
  await raw.query('COMMIT');
}
