import type { TaskRow } from '../store/task-row.js';
import { settlementOf } from '../tasks/outcome.js';
import { retryPolicy } from '../tasks/retry-delay.js';
import type { RunEnding } from '../tasks/run-task.js';
import { statusText } from '../tasks/task-state.js';
import type { ActionRun } from './run-action.js';

/** How long an action may take to stop once it was asked to, in milliseconds; hosts wait longer. */
export const STOP_WITHIN_MS = 2_000;

type Outcome = Pick<ActionRun, 'status' | 'result' | 'message' | 'error' | 'retryInMs'>;

/** An action that did not stop. */
export const GIVEN_UP: Outcome = {
  status: 'cancelled',
  result: undefined,
  message: `Asked to stop, the action still ran after ${STOP_WITHIN_MS} ms; pass task.signal on, or look at it in loops.`,
  error: undefined,
  retryInMs: undefined,
};

/** The row that a host would write, in the words of the report. */
export function outcomeOf(row: TaskRow, { ending, action }: RunEnding): Outcome {
  if (ending === 'lost') return GIVEN_UP; // no lease can be lost here
  const policy = { ...retryPolicy(action?.backoff), jitter: false };
  const { status, message, resultJson, errorJson, delayMs } = settlementOf(row, ending, policy, 0);
  return {
    status: statusText(status),
    result: resultJson === null ? undefined : (JSON.parse(resultJson) as unknown),
    message,
    error: errorJson === null ? undefined : (JSON.parse(errorJson) as NonNullable<ActionRun['error']>),
    retryInMs: statusText(status) === 'pending' ? delayMs : undefined,
  };
}
