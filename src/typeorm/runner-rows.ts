import type { RunnerReport, RunnerRow } from '../store/runner-row.js';
import type { Database } from './database.js';
import { isDuplicate } from './database-error.js';
import { parseTime } from './dialect.js';

const FORGOTTEN_AFTER_MS = 24 * 3_600_000;

/** Writes the runner's row with the present time. */
export async function reportRunner(database: Database, report: RunnerReport): Promise<void> {
  if (await updateRunner(database, report)) return;
  const { id, host, pid, concurrency, running } = report;
  const { dialect } = database;
  const { now } = dialect;
  try {
    await database.execute(
      `INSERT INTO s_runners (id, host, pid, concurrency, running, node_version, started_at, heartbeat_at)
       VALUES (?, ?, ?, ?, ?, ?, ${now}, ${now})`,
      [id, host.slice(0, 255), pid, concurrency, running, process.version],
    );
  } catch (error) {
    if (!isDuplicate(error)) throw error; // a repeated write after a lost answer: the row is there
  }
  await database.execute(`DELETE FROM s_runners WHERE heartbeat_at < ${dialect.nowPlusMs('?')}`, [-FORGOTTEN_AFTER_MS]);
}

async function updateRunner(database: Database, { id, concurrency, running }: RunnerReport): Promise<boolean> {
  const { affected } = await database.execute(
    `UPDATE s_runners SET concurrency = ?, running = ?, heartbeat_at = ${database.dialect.now} WHERE id = ?`,
    [concurrency, running, id],
  );
  return affected > 0;
}

export async function removeRunner(database: Database, id: string): Promise<void> {
  await database.execute('DELETE FROM s_runners WHERE id = ?', [id]);
}

export async function listRunners(database: Database): Promise<RunnerRow[]> {
  const { dialect } = database;
  const rows = await database.query(
    `SELECT id, host, pid, concurrency, running, node_version, ${dialect.readTime('started_at')} AS started_at,
      ${dialect.readTime('heartbeat_at')} AS heartbeat_at, ${dialect.msBetween('heartbeat_at', dialect.now)} AS silent_ms
     FROM s_runners ORDER BY started_at, id`,
  );
  return rows.map((row) => ({
    id: String(row['id']),
    host: String(row['host']),
    pid: Number(row['pid']),
    concurrency: Number(row['concurrency']),
    running: Number(row['running']),
    startedAt: parseTime(row['started_at']) ?? new Date(0),
    seenAt: parseTime(row['heartbeat_at']) ?? new Date(0),
    silentMs: Number(row['silent_ms']),
    nodeVersion: typeof row['node_version'] === 'string' ? row['node_version'] : '',
  }));
}
