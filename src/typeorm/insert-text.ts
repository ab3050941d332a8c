import { TASK_STATUS } from '../store/task-row.js';
import type { Dialect } from './dialect.js';
import { filledBy, type Line } from './task-lines.js';

const texts = new Map<string, string>();
const MOST_TEXTS = 200;

/** An INSERT of some lines by `VALUES`, which names only the columns that any of them fills: the fewer, the faster. */
export function insertValues(dialect: Dialect, lines: readonly Line[]): { sql: string; parameters: unknown[] } {
  const { mask, columns } = filledBy(lines);
  const isPlanned = lines.some(({ start_at }) => start_at !== null);
  const parameters: unknown[] = [];
  for (const line of lines) {
    for (const column of columns) parameters.push(line[column]);
    if (isPlanned) parameters.push(line.start_at, line.start_at, line.start_at);
  }
  const key = `${dialect.name} ${isPlanned} ${lines.length} ${mask}`;
  let sql = texts.get(key);
  if (sql === undefined) {
    if (texts.size >= MOST_TEXTS) texts.clear();
    texts.set(key, (sql = textOf(dialect, columns, isPlanned, lines.length)));
  }
  return { sql, parameters };
}

function textOf(dialect: Dialect, columns: readonly string[], isPlanned: boolean, rows: number): string {
  const { now } = dialect;
  const start = dialect.name === 'postgres' ? 'CAST(? AS timestamptz)' : '?';
  const when = isPlanned
    ? [
        start,
        `COALESCE(${start}, ${now})`,
        `CASE WHEN ${start} > ${now} THEN ${TASK_STATUS.planned} ELSE ${TASK_STATUS.queued} END`,
      ]
    : [String(TASK_STATUS.queued)];
  const row = `(${[...columns.map(() => '?'), ...when, "''"].join(', ')})`;
  const into = [...columns, ...(isPlanned ? ['start_at', 'available_at', 'status'] : ['status']), 'message'];
  return `INSERT INTO s_tasks (${into.join(', ')}) VALUES ${Array.from({ length: rows }, () => row).join(', ')}`;
}
