import { createTaskStore } from '#src/typeorm/task-store.js';
import { startContestant } from '../contestants/start.mjs';
import { ms, perSecond } from '../figures.mjs';
import { median, timesOf } from '../measure.mjs';
import { withPlace } from '../place.mjs';

const CLAIMS = 40;
const QUEUED = 50_000;

/** A claim of 50 in a table that holds little but them, and beside a million finished tasks. */
export const claim = (kind, { tell, rows }) =>
  withPlace(kind, {}, async ({ stask, raw, empty }) => {
    const store = createTaskStore(stask.database);
    const one = () => store.claim({ runner: 'bench', limit: 50, leaseMs: 600_000, identifiers: ['bench'] });
    await addTasks(kind, raw, (CLAIMS + 10) * 50, 10);
    await timesOf(10, one);
    const emptyMs = median(await timesOf(CLAIMS, one));
    await empty();
    await addTasks(kind, raw, rows, 80);
    await addTasks(kind, raw, QUEUED, 10);
    if (kind === 'postgres') await raw.query('ANALYZE s_tasks');
    await timesOf(10, one);
    const fullMs = median(await timesOf(CLAIMS, one));
    const what = `claim of 50 of ${QUEUED.toLocaleString('en')} beside ${rows.toLocaleString('en')} finished`;
    const common = { database: kind, what, ours: ms(fullMs), otherName: 'empty table', other: ms(emptyMs) };
    tell({ ...common, ratio: fullMs / emptyMs, goal: '<= 2' });
  });

async function addTasks(kind, raw, count, status) {
  const step = 100_000;
  const finishedAt = { sqlite: "datetime('now')", mysql: 'UTC_TIMESTAMP(3)', postgres: 'now()' }[kind];
  for (let left = count; left > 0; left -= step) {
    const numbers = {
      sqlite: (n) => `(WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < ${n}) SELECT n FROM g)`,
      mysql: (n) => `(SELECT seq AS n FROM seq_1_to_${n}) AS g`,
      postgres: (n) => `generate_series(1, ${n}) AS g(n)`,
    }[kind](Math.min(step, left));
    await raw.query(
      `INSERT INTO s_tasks (identifier, action, status, message, meta, finished_at)
       SELECT 'bench', 'noop', ${status}, '', '{}', ${status === 80 ? finishedAt : 'NULL'} FROM ${numbers}`,
    );
  }
}

const RUNNERS = 8;
const SECONDS = 6;

/** Eight runner processes at once: what each of them got. */
export const runners = (kind, { tell }) =>
  withPlace(kind, {}, async ({ url, raw }) => {
    await addTasks(kind, raw, 200_000, 10);
    if (kind === 'postgres') await raw.query('ANALYZE s_tasks'); // as so many tasks made by sTask have it done
    const contestants = await Promise.all(Array.from({ length: RUNNERS }, () => startContestant('stask', kind, url)));
    const got = await Promise.all(contestants.map((contestant) => contestant.ask('share', SECONDS)));
    await Promise.all(contestants.map((contestant) => contestant.stop()));
    const share = got.reduce((sum, count) => sum + count, 0) / RUNNERS;
    const least = Math.min(...got);
    const common = {
      database: kind,
      what: `${RUNNERS} runners at once, the least of them`,
      ours: perSecond(least / SECONDS),
    };
    tell({
      ...common,
      otherName: 'fair share',
      other: perSecond(share / SECONDS),
      ratio: least / share,
      goal: '>= 0.1',
    });
    const [{ doubled }] = await raw.query('SELECT COUNT(*) AS doubled FROM s_tasks WHERE attempts > 1');
    tell({
      database: kind,
      what: 'of them run twice',
      ours: String(doubled),
      otherName: 'goal',
      other: '0',
      ratio: Number(doubled),
      goal: '<= 0',
    });
  });
