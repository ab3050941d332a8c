import type { DatabaseFinding } from '../worker/maintenance.js';
import type { Database } from './database.js';

/** A lease that ran out this long ago was seen by nobody: no runner is up, or none looks. */
const FORGOTTEN_MS = 10 * 60_000;
const SHOWN = 5;

/** Looks whether the database is whole and its rows make sense. Changes nothing. */
export async function checkDatabase(database: Database): Promise<DatabaseFinding[]> {
  return [await integrity(database), await unknownWorkers(database), await forgottenRuns(database)];
}

async function integrity(database: Database): Promise<DatabaseFinding> {
  const check = 'integrity';
  const problems = await PROBLEMS[database.dialect.name](database);
  if (problems === undefined) {
    const [row] = await database.query('SELECT COUNT(*) AS tasks FROM s_tasks');
    return {
      check,
      ok: true,
      detail: `${Number(row?.['tasks'])} tasks can be read; PostgreSQL checks its files itself`,
    };
  }
  if (problems.length === 0) return { check, ok: true, detail: 'the database finds no damage' };
  return {
    check,
    ok: false,
    detail: `${problems.slice(0, SHOWN).join('; ')}. Restore a backup, or repair the tables.`,
  };
}

/** What the database finds broken; undefined where it has no such check. */
const PROBLEMS = {
  async sqlite(database: Database) {
    const rows = await database.query('PRAGMA quick_check(20)');
    return rows.map((row) => String(Object.values(row)[0])).filter((text) => text !== 'ok');
  },
  async mysql(database: Database) {
    const rows = await database.query('CHECK TABLE s_workers, s_tasks MEDIUM');
    const errors = rows.filter((row) => /^(error|status)$/i.test(String(row['Msg_type'])) && row['Msg_text'] !== 'OK');
    return errors.map((row) => `${String(row['Table'])}: ${String(row['Msg_text'])}`);
  },
  postgres: () => Promise.resolve(undefined),
};

async function unknownWorkers(database: Database): Promise<DatabaseFinding> {
  const rows = await database.query(
    `SELECT identifier, COUNT(*) AS tasks FROM s_tasks WHERE status < 80
     AND identifier NOT IN (SELECT identifier FROM s_workers) GROUP BY identifier ORDER BY identifier`,
  );
  const check = 'workers of queued tasks';
  if (rows.length === 0) return { check, ok: true, detail: 'all are registered' };
  const named = rows.slice(0, SHOWN).map((row) => `"${String(row['identifier'])}" (${Number(row['tasks'])})`);
  const detail = `no worker is registered for the tasks of ${named.join(', ')}. Install it again, or cancel them.`;
  return { check, ok: false, detail };
}

async function forgottenRuns(database: Database): Promise<DatabaseFinding> {
  const [row] = await database.query(
    `SELECT COUNT(*) AS runs FROM s_tasks WHERE status IN (30, 50) AND lease_until < ${database.dialect.nowPlusMs('?')}`,
    [-FORGOTTEN_MS],
  );
  const runs = Number(row?.['runs']);
  const check = 'runs of dead runners';
  if (runs === 0) return { check, ok: true, detail: 'none waits to be taken over' };
  return { check, ok: false, detail: `${runs} wait for a runner to take them over. Start one: \`stask work\`.` };
}
