import { StaskError } from '../errors.js';
import { conventionalMethod, findAction } from './action-name.js';
import { actionsOf } from './actions-of.js';
import { inheritedValueOf } from './brand.js';
import type { ActionDefinition } from './action.js';
import type { TaskContext } from './task-context.js';
import type { TaskInterface, WorkerClass } from './task-interface.js';

/**
 * The action of a worker class that a spelling means.
 *
 * @throws StaskError `STASK_ACTION_NOT_FOUND`, naming the known ones and the method to add
 */
export function actionNamed(Class: WorkerClass, identifier: string, spelling: string): ActionDefinition {
  const known = found.get(Class)?.get(spelling);
  if (known !== undefined) return known;
  const { actions } = actionsOf(Class);
  const action = findAction(actions, spelling);
  if (action === undefined) throw actionNotFound(identifier, spelling, actions);
  found.set(Class, (found.get(Class) ?? new Map<string, ActionDefinition>()).set(spelling, action));
  return action;
}

/** Remembered because every task of a busy worker asks; what is not found is looked up again, as classes may still grow. */
const found = new WeakMap<WorkerClass, Map<string, ActionDefinition>>();

/** Calls the method of an action on an instance and gives what it returns. */
export function invokeAction(
  worker: TaskInterface,
  action: ActionDefinition,
  task: TaskContext,
  options: unknown,
): unknown {
  const run = inheritedValueOf(worker, action.method);
  if (typeof run !== 'function') throw actionNotFound(worker.identifier(), action.name, []);
  return Reflect.apply(run, worker, [task, options]) as unknown;
}

/** The error for an action that a worker does not have. */
export function actionNotFound(
  identifier: string,
  spelling: string,
  known: ReadonlyArray<{ readonly name: string }>,
): StaskError {
  const names = known.map(({ name }) => name).join(', ') || 'none';
  return new StaskError(
    'STASK_ACTION_NOT_FOUND',
    `Worker "${identifier}" has no action "${spelling}". Known: ${names}. ` +
      `An action is a method such as \`${conventionalMethod('sync_stock')}\` or one with @Action; after adding one run \`stask rescan\`.`,
  );
}
