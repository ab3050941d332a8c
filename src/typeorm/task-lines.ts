import type { NewTask } from '../store/new-task.js';
import type { Dialect } from './dialect.js';
import type { BatchColumns } from './task-batch.js';
import { writeUser } from './task-columns.js';
import { uniqueLock } from './unique-lock.js';

/** A new task as its columns. */
export interface Line {
  readonly n: number;
  readonly identifier: string;
  readonly action: string;
  readonly priority: number;
  readonly started_by: string | null;
  readonly meta: string;
  readonly start_at: string | null;
  readonly max_attempts: number;
  readonly unique_key: string | null;
  readonly unique_lock: string | null;
  readonly backoff: string | null;
  readonly timeout_ms: number | null;
  readonly traceparent: string | null;
}

export const COLUMNS: BatchColumns = {
  n: 'integer',
  identifier: 'text',
  action: 'text',
  priority: 'integer',
  started_by: 'text',
  meta: 'text',
  start_at: 'text',
  max_attempts: 'integer',
  unique_key: 'text',
  unique_lock: 'text',
  backoff: 'text',
  timeout_ms: 'integer',
  traceparent: 'text',
};

const FILLED = Object.keys(COLUMNS).filter((name) => name !== 'n' && name !== 'start_at') as ReadonlyArray<keyof Line>;
const filled: Array<ReadonlyArray<keyof Line> | undefined> = [];

/** The columns, but for the start, that any of some lines fills, with a number that stands for them. */
export function filledBy(
  lines: readonly Line[],
  from = 0,
  count = lines.length,
): { readonly mask: number; readonly columns: ReadonlyArray<keyof Line> } {
  let mask = 0;
  for (let index = from; index < from + count; index++) mask |= maskOf(lines[index]!);
  return { mask, columns: (filled[mask] ??= FILLED.filter((_, bit) => (mask & (1 << bit)) !== 0)) };
}

function maskOf(line: Line): number {
  let mask = 0;
  for (let bit = 0; bit < FILLED.length; bit++) if (line[FILLED[bit]!] !== null) mask |= 1 << bit;
  return mask;
}

/** MySQL's multi-row INSERT is cut here; a statement must fit `max_allowed_packet`. */
export const CHUNK_ROWS = 1_000;
const CHUNK_CHARACTERS = 2_000_000;

export const linesOf = (dialect: Dialect, tasks: readonly NewTask[]): Line[] =>
  tasks.map((task, n) => lineOf(dialect, task, n));

function lineOf(dialect: Dialect, task: NewTask, n: number): Line {
  const { identifier, action, uniqueKey } = task;
  return {
    n,
    identifier,
    action,
    priority: task.priority,
    started_by: writeUser(task.startedBy),
    meta: JSON.stringify(task.data),
    start_at: task.startAt === null ? null : dialect.timeParameter(task.startAt),
    max_attempts: task.maxAttempts,
    unique_key: uniqueKey,
    unique_lock: uniqueKey === null ? null : uniqueLock(identifier, action, uniqueKey),
    backoff: task.backoff === null ? null : JSON.stringify(task.backoff),
    timeout_ms: task.timeoutMs,
    traceparent: task.traceparent ?? null,
  };
}

/** Parts that one multi-row INSERT of MySQL takes. */
export function* chunksOf(lines: readonly Line[]): Generator<Line[]> {
  let chunk: Line[] = [];
  let characters = 0;
  for (const line of lines) {
    if (chunk.length === CHUNK_ROWS || characters > CHUNK_CHARACTERS) {
      yield chunk;
      chunk = [];
      characters = 0;
    }
    chunk.push(line);
    characters += line.meta.length;
  }
  if (chunk.length > 0) yield chunk;
}
