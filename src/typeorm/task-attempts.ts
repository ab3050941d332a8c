import type { AttemptNote, NotedAttempt } from '../store/task-attempt.js';
import type { Sql } from './database.js';
import { parseTime, type Dialect } from './dialect.js';

/** A task that is tried for ever must not grow for ever; the oldest attempts are forgotten first. */
const MAX_CHARACTERS = 60_000;

/** The end of a line of `s_tasks.attempt_log`; each line is a JSON array of start, end and note. */
export const attemptLine = (note: AttemptNote | undefined): string | null =>
  note === undefined ? null : `${JSON.stringify(note)}]\n`;

/** For the SET of a batch with a column `attempt`: adds the line of each row that has one. */
export function attemptLogColumn(dialect: Dialect): Readonly<Record<string, string>> {
  const { concat, lastCharacters, readTime, now } = dialect;
  const start = `COALESCE(${readTime('s_tasks.started_at')}, '')`;
  const longer = concat(
    "COALESCE(s_tasks.attempt_log, '')",
    `'["'`,
    start,
    `'","'`,
    readTime(now),
    `'",'`,
    'b.attempt',
  );
  return {
    attempt_log: `CASE WHEN b.attempt IS NULL THEN s_tasks.attempt_log ELSE ${lastCharacters(longer, MAX_CHARACTERS)} END`,
  };
}

/** Attempts of a task that did not complete, oldest first. */
export async function notedAttempts(sql: Sql, taskId: number): Promise<NotedAttempt[]> {
  const [row] = await sql.query('SELECT attempt_log FROM s_tasks WHERE id = ?', [taskId]);
  const text = row?.['attempt_log'];
  return typeof text === 'string' ? text.split('\n').flatMap(readLine) : [];
}

function readLine(line: string): NotedAttempt[] {
  try {
    const [started, ended, note] = JSON.parse(line) as [string, string, AttemptNote];
    return [
      { ...note, startedAt: started === '' ? null : parseTime(started), endedAt: parseTime(ended) ?? new Date(0) },
    ];
  } catch {
    return []; // the last is empty, the first may be cut
  }
}
