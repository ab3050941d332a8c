import type { TaskStatus } from '../store/task-row.js';
import type { Dialect } from './dialect.js';
import { marks, writeUser } from './task-columns.js';
import { textCondition, type Condition } from './text-condition.js';

/** Filters of a newest-first list; all that are given must hold. */
export interface TaskSearch {
  readonly statuses?: readonly TaskStatus[];
  readonly identifiers?: readonly string[];
  readonly action?: string;
  readonly priorities?: readonly number[];
  readonly startedBy?: string | number;
  readonly groupId?: number;
  /** Created at or after, and before. */
  readonly since?: Date;
  readonly until?: Date;
  /** Part of the identifier, the action or the message, whatever its case. */
  readonly text?: string;
  /** Only ids below: the cursor. */
  readonly beforeId?: number;
}

/** What an index leads to: one of these values in its first column. */
export interface IndexedFilter {
  readonly column: 'status' | 'identifier' | 'group_id';
  readonly values: readonly unknown[];
}

/** The filters of a search that have an index, each value once. */
export function indexedFilters({ statuses, identifiers, groupId }: TaskSearch): IndexedFilter[] {
  return [
    ...(groupId === undefined ? [] : [{ column: 'group_id', values: [groupId] } as const]),
    ...(statuses === undefined ? [] : [{ column: 'status', values: [...new Set(statuses)] } as const]),
    ...(identifiers === undefined ? [] : [{ column: 'identifier', values: [...new Set(identifiers)] } as const]),
  ];
}

/** The filters of a search that no index leads to, each as a condition. */
export function otherConditions(dialect: Dialect, search: TaskSearch): Condition[] {
  const { action, priorities, startedBy, since, until, text } = search;
  const conditions: Condition[] = [];
  const add = (sql: string, ...parameters: unknown[]): void => void conditions.push({ sql, parameters });
  if (action !== undefined) add('action = ?', action);
  if (priorities !== undefined) conditions.push(oneOf('priority', priorities));
  if (startedBy !== undefined) add('started_by = ?', writeUser(startedBy));
  if (since !== undefined) add('created_at >= ?', dialect.timeParameter(since));
  if (until !== undefined) add('created_at < ?', dialect.timeParameter(until));
  if (text !== undefined) conditions.push(textCondition(dialect, ['identifier', 'action', 'message'], text));
  return conditions;
}

export const oneOf = (column: string, values: readonly unknown[]): Condition =>
  values.length === 1
    ? { sql: `${column} = ?`, parameters: values }
    : { sql: `${column} IN (${marks(values)})`, parameters: values };

/** All of them, for a WHERE clause that has begun. */
export const andAll = (conditions: readonly Condition[]): Condition => ({
  sql: conditions.map(({ sql }) => ` AND ${sql}`).join(''),
  parameters: conditions.flatMap(({ parameters }) => parameters),
});
