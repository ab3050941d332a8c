import type { AttemptNote } from '../store/task-attempt.js';
import type { TaskRow } from '../store/task-row.js';
import { storableText } from './describe-error.js';
import type { Ending } from './outcome.js';

const MAX_MESSAGE = 500;

/**
 * What is kept of an attempt once the next one overwrites the row. A completed one is never overwritten, and an attempt
 * that is not counted is none.
 */
export function attemptNote(
  { attempts, claimedBy }: Pick<TaskRow, 'attempts' | 'claimedBy'>,
  ending: Ending,
): AttemptNote | undefined {
  if (ending.kind !== 'failed' && ending.kind !== 'cancelled') return undefined;
  const name = ending.kind === 'failed' ? ending.error['name'] : undefined;
  return {
    n: attempts,
    outcome: ending.kind,
    message: storableText(ending.message, MAX_MESSAGE),
    error: typeof name === 'string' ? name : null,
    runner: claimedBy,
  };
}
