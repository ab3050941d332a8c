import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { createStask } from 'stask';
import type { Database } from '#src/typeorm/database.js';
import { migrate } from '#src/typeorm/migrations.js';
import { openDatabase } from '#src/typeorm/open-database.js';
import { createPlace, type DatabaseKind } from '../helpers/databases.js';
import { callAtRandom, type CallerCounts } from './callers.js';
import { chaosWorker } from './chaos-worker.js';
import { brokenInvariants, storiesOf, UNFINISHED } from './invariants.js';
import { openProxy, type Proxy } from './proxy.js';
import { randomFrom } from './random.js';
import { appendRecords, readRecords } from './record-file.js';
import { startFleet, type RunnerFleet } from './runner-fleet.js';
import { installTransitionLog, readTransitions } from './transition-log.js';
import { makeTrouble, type TroubleCounts } from './trouble-maker.js';

export interface FaultOptions {
  readonly kind: DatabaseKind;
  readonly seed: number;
  readonly runners: number;
  /** How long there is trouble; after it everything has to come to an end. */
  readonly seconds: number;
  /** Most tasks that are created. */
  readonly tasks: number;
}

export interface FaultReport {
  readonly kind: DatabaseKind;
  readonly seed: number;
  readonly tasks: number;
  readonly handlerStarts: number;
  readonly transitions: number;
  readonly ended: Readonly<Record<'completed' | 'failed' | 'cancelled', number>>;
  readonly calls: CallerCounts;
  readonly troubles: TroubleCounts;
  readonly processes: RunnerFleet['counts'];
  /** Longest time that a held task was seen with an expired lease. */
  readonly longestOverdueMs: number;
  /** From the last trouble to the end of the last task. */
  readonly drainMs: number;
  readonly broken: readonly string[];
  /** What was seen of the tasks that `broken` names. */
  readonly stories: readonly string[];
}

/** Once all is well again something has to happen in this time until everything has ended, however much is left. */
const STALL_MS = 60_000;
const DRAIN_MS = 15 * 60_000;
const PORTS = { mysql: 3306, postgres: 5432 } as const;

/** Lets runners, callers and troubles loose on one database, waits for the end, and checks what must hold. */
export async function runFaults({ kind, seed, runners, seconds, tasks }: FaultOptions): Promise<FaultReport> {
  const place = await createPlace(kind);
  const folder = await mkdtemp(join(tmpdir(), 'stask-faults-'));
  const direct = await openDatabase({ url: place.url, storagePath: folder });
  let proxy: Proxy | undefined;
  let fleet: RunnerFleet | undefined;
  try {
    await migrate(direct);
    await installTransitionLog(direct);
    await mkdir(join(folder, 'callers'));
    appendRecords(join(folder, 'records.jsonl')).close();
    const url = new URL(place.url);
    if (kind !== 'sqlite') {
      proxy = await openProxy(url.hostname, Number(url.port || PORTS[kind]));
      url.port = String(proxy.port);
    }
    const through = kind === 'sqlite' ? place.url : url.href;
    const stask = await createStask({
      cwd: folder,
      database: through,
      storagePath: join(folder, 'callers'),
      autoDiscover: false,
      statementTimeoutMs: 1_000,
    });
    await stask.registerWorker(chaosWorker(() => undefined));
    await stask.activateWorker('chaos');
    fleet = await startFleet(runners, through, folder);

    const calls: CallerCounts = { created: 0, cancels: 0, retries: 0, refused: {}, surprises: [] };
    const troubles: TroubleCounts = { kill: 0, freeze: 0, cut: 0, pause: 0, down: 0, silence: 0 };
    const created: number[] = [];
    const endsAt = performance.now() + seconds * 1_000;
    const file = kind === 'sqlite' ? place.url.slice('sqlite:'.length) : undefined;
    const callers = [1, 2, 3].map((n) =>
      callAtRandom({ stask, random: randomFrom(seed + n), created, counts: calls }, endsAt, tasks),
    );
    const watch = watchLeases(direct);
    await Promise.all([
      makeTrouble({ random: randomFrom(seed), fleet, proxy, file, counts: troubles }, endsAt),
      ...callers,
    ]);
    await stask.close();
    const drainedAt = performance.now();
    const inTime = await drained(direct);
    const drainMs = Math.round(performance.now() - drainedAt);
    const { longestMs, unleased } = await watch.stop();
    const leftovers = await fleet.stop();

    const rows = (await direct.query('SELECT id, status, lease_until FROM s_tasks')).map((row) => ({
      id: Number(row['id']),
      status: Number(row['status']),
      leased: row['lease_until'] !== null,
    }));
    const transitions = await readTransitions(direct);
    const records = readRecords(join(folder, 'records.jsonl'));
    const count = (status: number): number => rows.filter((row) => row.status === status).length;
    const evidence = { transitions, records, created, rows, killed: fleet.killed };
    const broken = [
      ...(inTime ? [] : [`after the last trouble nothing more ended, with tasks left, ${drainMs} ms on`]),
      ...unleased,
      ...leftovers,
      ...fleet.counts.crashed.map((told) => `a runner crashed: ${told}`),
      ...calls.surprises.map((told) => `unexpected error: ${told}`),
      ...brokenInvariants(evidence),
    ];
    return {
      kind,
      seed,
      tasks: rows.length,
      handlerStarts: records.filter((record) => record.kind === 'run').length,
      transitions: transitions.length,
      ended: { completed: count(80), failed: count(100), cancelled: count(110) },
      calls,
      troubles,
      processes: fleet.counts,
      longestOverdueMs: longestMs,
      drainMs,
      broken,
      stories: storiesOf(broken, evidence),
    };
  } finally {
    await fleet?.stop();
    await proxy?.close();
    await direct.close();
    await place.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Looks all the time for held tasks without a lease, or with one that expired long ago. */
function watchLeases(database: Database): { stop(): Promise<{ longestMs: number; unleased: string[] }> } {
  const { dialect } = database;
  const overdue = dialect.msBetween('lease_until', dialect.now);
  const sql = `SELECT id, lease_until, ${overdue} AS overdue_ms FROM s_tasks WHERE status IN (30, 50)`;
  const unleased = new Set<string>();
  let longestMs = 0;
  const stopping = new AbortController();
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      const held = await database.query(sql).catch(() => []); // SQLite may be locked for a moment: look again
      for (const row of held) {
        if (row['lease_until'] === null) unleased.add(`task ${String(row['id'])} was held without a lease`);
        else longestMs = Math.max(longestMs, Number(row['overdue_ms']));
      }
      await sleep(250);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await watching;
      return { longestMs, unleased: [...unleased] };
    },
  };
}

async function drained(database: Database): Promise<boolean> {
  const sql = `SELECT COUNT(*) AS tasks FROM s_tasks WHERE status IN (${UNFINISHED.join(', ')})`;
  const startedAt = performance.now();
  let changedAt = startedAt;
  let left = Number.POSITIVE_INFINITY;
  for (; performance.now() - startedAt < DRAIN_MS; await sleep(200)) {
    const [row] = await database.query(sql).catch(() => []); // as above
    const now = row === undefined ? left : Number(row['tasks']);
    if (now === 0) return true;
    if (now < left) changedAt = performance.now();
    left = Math.min(left, now);
    if (performance.now() - changedAt > STALL_MS) return false;
  }
  return false;
}
