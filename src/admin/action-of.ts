import type { ActionRecord } from '../discovery/report.js';
import type { Call } from './call.js';
import { problem } from './problem.js';

/** The action that the path names. @throws problem 404 */
export function actionOf({ worker, params }: Pick<Call, 'worker' | 'params'>): ActionRecord {
  const action = worker.actions.find(({ name }) => name === params['action']);
  if (action !== undefined) return action;
  throw problem(404, 'STASK_ACTION_NOT_FOUND', `Worker "${worker.identifier}" has no such action.`);
}
