import { shownValue } from '../check-fields.js';
import { StaskError } from '../errors.js';
import type { TaskRef } from './tasks.js';

/**
 * The id that a caller means: a positive whole number, or its digits.
 *
 * @throws STASK_USAGE for anything else; no other text ever reaches SQL or a path
 */
export function taskId(ref: TaskRef, kind: 'task' | 'group' = 'task'): number {
  const given: unknown = typeof ref === 'object' && ref !== null ? idOf(ref) : ref;
  const id = typeof given === 'string' && /^[1-9]\d{0,15}$/.test(given) ? Number(given) : given;
  if (typeof id === 'number' && Number.isSafeInteger(id) && id > 0) return id;
  throw new StaskError(
    'STASK_USAGE',
    `A ${kind} id is a positive whole number, got ${shownValue(given)}.${kind === 'task' ? ' See `stask tasks`.' : ''}`,
  );
}

function idOf(ref: { readonly id?: unknown }): unknown {
  try {
    return ref.id;
  } catch {
    return ref; // a getter that throws is no id, and is shown as what it is in
  }
}

export const taskNotFound = (id: number): StaskError =>
  new StaskError('STASK_TASK_NOT_FOUND', `No task ${id}. It may have been cleaned up; see \`stask tasks\`.`);
