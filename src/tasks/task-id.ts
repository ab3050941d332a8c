import { StaskError } from '../errors.js';
import type { TaskRef } from './tasks.js';

/**
 * The id that a caller means: a positive whole number, or its digits.
 *
 * @throws STASK_USAGE for anything else; no other text ever reaches SQL or a path
 */
export function taskId(ref: TaskRef, kind: 'task' | 'group' = 'task'): number {
  const given: unknown = typeof ref === 'object' && ref !== null ? ref.id : ref;
  const id = typeof given === 'string' && /^[1-9]\d{0,15}$/.test(given) ? Number(given) : given;
  if (typeof id === 'number' && Number.isSafeInteger(id) && id > 0) return id;
  const shown = typeof given === 'string' ? JSON.stringify(given.slice(0, 80)) : String(given);
  throw new StaskError(
    'STASK_USAGE',
    `A ${kind} id is a positive whole number, got ${shown}.${kind === 'task' ? ' See `stask tasks`.' : ''}`,
  );
}

export const taskNotFound = (id: number): StaskError =>
  new StaskError('STASK_TASK_NOT_FOUND', `No task ${id}. It may have been cleaned up; see \`stask tasks\`.`);
