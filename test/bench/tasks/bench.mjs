// `npm run bench:tasks -- [sqlite] [mysql] [postgres] [--tasks N] [--rows N] [--no-peers]`: figures of one run on this
// machine, ours beside the raw driver's and, on PostgreSQL, the peers'. Everything it makes it removes again.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createStask } from 'stask';
import { defineWorker } from 'stask/worker';
import { createPlace } from '../../../build/test/helpers/databases.js';
import { createTaskStore } from '#src/typeorm/task-store.js';
import { median, secondsFor, timesOf, until } from './measure.mjs';
import { insertSql, openRaw, rowValues, runRaw } from './raw-driver.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tasks: { type: 'string', default: '10000' },
    rows: { type: 'string', default: '1000000' },
    'no-peers': { type: 'boolean', default: false },
  },
});
const COUNT = Number(values.tasks);
const ROWS = Number(values.rows);
const ROUNDS = 300;
const IDLE_ROUNDS = 20;
const table = [];
const request = (n, action = 'noop') => ({ identifier: 'bench', action, data: { n } });
const per = (perSecond) => `${Math.round(perSecond).toLocaleString('en')}/s`;
const ms = (milliseconds) => `${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms`;
const say = (database, what, ours, other, ratio, goal) => {
  table.push({
    database,
    what,
    sTask: ours,
    'compared with': other,
    ratio: ratio === undefined ? '' : ratio.toFixed(2),
    goal,
  });
  console.log(`${database}: ${what}: ${ours} (${other})${ratio === undefined ? '' : `, ratio ${ratio.toFixed(2)}`}`);
};

for (const kind of positionals.length > 0 ? positionals : ['sqlite', 'mysql', 'postgres']) await benchDatabase(kind);
console.table(table);

async function benchDatabase(kind) {
  const place = await createPlace(kind);
  const folder = mkdtempSync(join(tmpdir(), 'stask-bench-'));
  const stask = await createStask({
    cwd: folder,
    database: place.url,
    storagePath: folder,
    autoDiscover: false,
    migrate: true,
  });
  const raw = await openRaw(kind, place.url);
  try {
    let started;
    const actions = {
      noop: () => undefined,
      idle: () => started?.(),
      busy: (task) => {
        const startedAt = performance.now();
        for (let n = 1; n <= 200_000; n++) task.progress({ processed: n, total: 200_000 });
        return performance.now() - startedAt;
      },
      once: async (task) => {
        const [progress, log] = [
          await timesOf(ROUNDS, (n) => task.progress({ progress: n % 100 })),
          await timesOf(ROUNDS, () => task.log.info('A line')),
        ];
        return { progress: median(progress), log: median(log) };
      },
    };
    await stask.registerWorker(defineWorker({ identifier: 'bench', actions }));
    await stask.activateWorker('bench');
    const empty = () => raw.query('DELETE FROM s_tasks');

    const single = median(await timesOf(ROUNDS, (n) => raw.query(insertSql(1), rowValues(n))));
    const create = median(await timesOf(ROUNDS, (n) => stask.create(request(n))));
    say(kind, 'create, one by one', ms(create), `raw insert ${ms(single)}`, single / create, '>= 0.7');
    await empty();
    const chunk = 1_000;
    const rawMany = await secondsFor(async () => {
      await raw.query(kind === 'mysql' ? 'START TRANSACTION' : 'BEGIN');
      for (let from = 0; from < 10_000; from += chunk)
        await raw.query(insertSql(chunk), Array.from({ length: chunk }, (_, n) => rowValues(from + n)).flat());
      await raw.query('COMMIT');
    });
    await empty();
    const many = await secondsFor(() => stask.createMany(Array.from({ length: 10_000 }, (_, n) => request(n))));
    say(kind, 'createMany(10,000)', ms(many * 1_000), `raw ${ms(rawMany * 1_000)}`, rawMany / many, '>= 0.5');

    await empty();
    const fill = () => stask.createMany(Array.from({ length: COUNT }, (_, n) => request(n)));
    const throughput = [];
    const rawThroughput = [];
    for (let round = 0; round < 3; round++) {
      await fill();
      rawThroughput.push(COUNT / (await secondsFor(() => runRaw(kind, raw))));
      await empty();
      await fill();
      let done = 0;
      const count = () => void done++;
      stask.on('task.completed', count);
      const seconds = await secondsFor(async () => {
        const runner = stask.work({ concurrency: 50 });
        await until(() => done >= COUNT);
        void runner.stop();
      });
      stask.off('task.completed', count);
      throughput.push(COUNT / seconds);
      await empty();
    }
    const perSecond = median(throughput);
    say(
      kind,
      `no-op tasks, concurrency 50`,
      per(perSecond),
      `raw driver ${per(median(rawThroughput))}`,
      perSecond / median(rawThroughput),
      '>= 0.5',
    );

    const runner = stask.work({ concurrency: 50 });
    const idle = [];
    for (let n = 0; n < IDLE_ROUNDS; n++) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      const sentAt = performance.now();
      await new Promise((resolve) => {
        started = resolve;
        void stask.create(request(n, 'idle'));
      });
      idle.push(performance.now() - sentAt);
    }
    if (kind === 'postgres' && !values['no-peers']) await comparePeers(place.url, perSecond, median(idle));
    else say(kind, 'idle, create to start', ms(median(idle)), '-', undefined, '');

    const finished = async (task) => {
      for (;;) {
        const now = await stask.getTask(task.id);
        if (now.isFinished()) return now;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    const busy = await finished(await stask.create(request(0, 'busy')));
    say(
      kind,
      'progress calls',
      per(200_000 / (busy.result / 1_000)),
      '-',
      200_000 / (busy.result / 1_000) / 200_000,
      '>= 1 (200,000/s)',
    );
    const once = (await finished(await stask.create(request(0, 'once')))).result;
    const whole = median(
      await timesOf(50, async () =>
        stask.execute(await stask.create({ ...request(0), startAt: new Date(Date.now() + 3_600_000) })),
      ),
    );
    if (kind === 'sqlite')
      for (const [what, ours, guide] of [
        ['create', create, 5],
        ['progress', once.progress, 2],
        ['log', once.log, 3],
        ['create to end', whole, 8],
      ])
        say(kind, `guide's headline: ${what}`, ms(ours), `guide ${guide} ms`, guide / ours, '>= 10');
    await runner.stop();

    await benchTail(kind, stask, folder);
    await benchFull(kind, stask, raw);
  } finally {
    await raw.close();
    await stask.close();
    await place.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

const readMs = async (task) => median(await timesOf(100, () => task.getProgress()));

async function benchTail(kind, stask, folder) {
  const [small, large] = [await stask.create(request(1)), await stask.create(request(2))];
  const line = `running|45|112|250|2m 10s|${'x'.repeat(60)}\n`;
  writeFileSync(join(folder, `${small.id}.log`), line.repeat(10));
  writeFileSync(join(folder, `${large.id}.log`), line.repeat(Math.ceil(50_000_000 / line.length)));
  await small.getProgress();
  const [shortMs, longMs] = [await readMs(small), await readMs(large)];
  say(kind, 'state from a 50 MB log', ms(longMs), `1 kB ${ms(shortMs)}`, longMs / shortMs, '<= 2');
}

async function benchFull(kind, stask, raw) {
  const store = createTaskStore(stask.database);
  const claim = () => store.claim({ runner: 'bench', limit: 50, leaseMs: 600_000, identifiers: ['bench'] });
  const now = stask.database.dialect.now;
  const numbers = (count) =>
    kind === 'mysql'
      ? `(SELECT seq AS n FROM seq_1_to_${count}) AS g`
      : kind === 'sqlite'
        ? `(WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < ${count}) SELECT n FROM g)`
        : `generate_series(1, ${count}) AS g(n)`;
  const add = (count, status) =>
    raw.query(
      `INSERT INTO s_tasks (identifier, action, status, message, meta, finished_at) SELECT 'bench', 'noop', ${status}, '', '{}', ${status === 80 ? now : 'NULL'} FROM ${numbers(count)}`,
    );
  await raw.query('DELETE FROM s_tasks');
  await add(2_500, 10);
  const emptyMs = median(await timesOf(40, claim));
  await raw.query('DELETE FROM s_tasks');
  await add(ROWS, 80);
  await add(50_000, 10);
  if (kind === 'postgres') await raw.query('ANALYZE s_tasks');
  const fullMs = median(await timesOf(40, claim));
  say(
    kind,
    `claim of 50 beside ${ROWS.toLocaleString('en')} finished`,
    ms(fullMs),
    `empty ${ms(emptyMs)}`,
    fullMs / emptyMs,
    '<= 2',
  );
}

async function comparePeers(url, ours, idleMs) {
  const folder = fileURLToPath(new URL('peers/', import.meta.url));
  if (!existsSync(join(folder, 'node_modules', 'pg-boss')))
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', '--workspaces=false'], {
      cwd: folder,
      stdio: 'inherit',
    });
  const { peers } = await import('./peers/run-peers.mjs');
  for (const [name, run] of Object.entries(peers)) {
    const { perSecond, idleMs: theirs } = await run(url, COUNT, IDLE_ROUNDS);
    say('postgres', `no-op tasks against ${name}`, per(ours), per(perSecond), ours / perSecond, '>= 1');
    say('postgres', `idle latency against ${name}`, ms(idleMs), ms(theirs), idleMs / theirs, '<= 1.5');
  }
}
