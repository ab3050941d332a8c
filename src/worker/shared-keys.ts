import type { ActionOptions } from './action.js';

/**
 * Everything that two copies of sTask in one process agree on. A worker may come from a copy of its own, so it is
 * known by these keys and never by its class.
 */

/** Static property that marks `BaseWorker` and everything derived from it. */
export const WORKER_BRAND: unique symbol = Symbol.for('stask.worker');

/** Key under which the host hands a worker instance its `WorkerHost`. */
export const WORKER_HOST: unique symbol = Symbol.for('stask.host');

/** Key of the calls by which `BaseWorker.markFinished` and `markFailed` settle a run. */
export const TASK_CONTROL: unique symbol = Symbol.for('stask.task-control');

/** Key of what a run wants to happen to its task. */
export const OUTCOME: unique symbol = Symbol.for('stask.outcome');

/** Key of what `@Action` recorded, on a prototype, a decorator's metadata or a method. */
export const ACTIONS: unique symbol = Symbol.for('stask.actions');

/** What compilers use in place of a missing `Symbol.metadata`. */
export const METADATA: symbol = Symbol.for('Symbol.metadata');

/** What `@Action` recorded of one method: its options and, when the author gave one, a name. */
export interface ActionMetadata extends ActionOptions {
  readonly name?: string;
}

export type MetadataRecord = Record<string, ActionMetadata>;

/**
 * Standard decorators keep metadata only where `Symbol.metadata` exists when a class is defined. Called when
 * the decorator is loaded, which is before a class that uses it.
 */
export function provideMetadataSymbol(): void {
  if ('metadata' in Symbol) return;
  Object.defineProperty(Symbol, 'metadata', { value: METADATA, configurable: true, writable: true });
}

/** Records on a holder of its own: a prototype, a decorator's `context.metadata`, or the method itself. */
export function recordOn(holder: object, method: string, metadata: ActionMetadata): void {
  const own = Object.getOwnPropertyDescriptor(holder, ACTIONS)?.value as MetadataRecord | undefined;
  const record = own ?? (Object.create(null) as MetadataRecord);
  record[method] = metadata;
  if (own === undefined) Object.defineProperty(holder, ACTIONS, { value: record, configurable: true });
}
