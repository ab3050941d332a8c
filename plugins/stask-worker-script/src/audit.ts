import { appendFile, mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { TaskContext } from 'stask/worker';

export interface AuditEvent {
  readonly event: 'started' | 'ended' | 'refused';
  readonly name: string;
  readonly [fact: string]: unknown;
}

/** Writes who ran what and when; nothing runs that cannot be written down. */
export type Audit = (event: AuditEvent) => Promise<void>;

/**
 * One JSON line for each event, in a file that only its owner can read: `at` (ISO 8601, UTC), `task`, `user` (null for a
 * schedule and the terminal), `event`, `name` and what belongs to it.
 */
export function auditTo(file: string, directory: string, { id, userId }: TaskContext): Audit {
  const path = resolve(directory, file);
  return async (event) => {
    const line = { at: new Date().toISOString(), task: id, user: userId, ...event };
    try {
      await mkdir(dirname(path), { recursive: true });
      await appendFile(path, `${JSON.stringify(line)}\n`, { mode: 0o600 });
    } catch (cause) {
      throw new Error(`The audit file "${path}" cannot be written; nothing runs without it.`, { cause });
    }
  };
}
