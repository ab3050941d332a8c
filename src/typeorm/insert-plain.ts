import type { InsertedTask, NewTask } from '../store/new-task.js';
import { TASK_STATUS } from '../store/task-row.js';
import type { Sql } from './database.js';
import { formatTime } from './dialect.js';
import { newRow } from './inserted-row.js';
import { filledBy, type Line } from './task-lines.js';

/** Neither planned nor with a unique key, so that nothing of the new row has to be asked for. */
export const isPlain = ({ unique_lock, start_at }: Line): boolean => unique_lock === null && start_at === null;

/** Sizes of multi-row statements; few, as each is prepared and kept. */
const SIZES = [500, 50, 5, 1];

/**
 * Inserts plain tasks into SQLite, whose clock is that of this process: so the moment is given, and neither defaults nor
 * RETURNING, which take as long as the rest of the statement, are needed. Its only writer and AUTOINCREMENT make the ids
 * of one statement consecutive; more tasks than {@link isOneStatement} allows belong into a transaction.
 */
export async function insertPlain(
  sql: Sql,
  tasks: readonly NewTask[],
  lines: readonly Line[],
): Promise<InsertedTask[]> {
  const inserted: InsertedTask[] = [];
  while (inserted.length < lines.length) {
    const from = inserted.length;
    const size = SIZES.find((each) => each <= lines.length - from)!;
    const now = new Date();
    const { text, parameters } = statementFor(lines, from, size, formatTime(now));
    const { insertId = 0 } = await sql.execute(text, parameters);
    for (let index = 0; index < size; index++) {
      const id = insertId - size + 1 + index;
      const times = { createdAt: now, availableAt: now };
      inserted.push({ row: newRow(tasks[from + index]!, { id, status: TASK_STATUS.queued, ...times }), created: true });
    }
  }
  return inserted;
}

export const isOneStatement = (lines: readonly Line[]): boolean => SIZES.includes(lines.length);

const texts = new Map<number, string>();

function statementFor(lines: readonly Line[], from: number, size: number, now: string) {
  const { mask, columns } = filledBy(lines, from, size);
  const parameters: unknown[] = [];
  for (let index = from; index < from + size; index++)
    for (const column of columns) parameters.push(lines[index]![column]);
  if (size === 1) parameters.push(now, now, now);
  else parameters.push(now);
  const key = mask * 1_000 + size;
  let text = texts.get(key);
  if (text === undefined) texts.set(key, (text = textOf(columns, size)));
  return { text, parameters };
}

/** SQLite takes many rows of a joined VALUES, with the moment once for all, faster than those of a plain one. */
function textOf(columns: readonly string[], size: number): string {
  const into = `INSERT INTO s_tasks (${columns.join(', ')}, status, message, available_at, created_at, updated_at)`;
  const row = columns.map(() => '?').join(', ');
  if (size === 1) return `${into} VALUES (${row}, ${TASK_STATUS.queued}, '', ?, ?, ?)`;
  const rows = Array.from({ length: size }, () => `(${row})`).join(', ');
  return `${into} SELECT v.*, ${TASK_STATUS.queued}, '', t.at, t.at, t.at FROM (VALUES ${rows}) AS v CROSS JOIN (SELECT ? AS at) AS t`;
}
