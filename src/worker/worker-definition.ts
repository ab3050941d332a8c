import type { ActionOptions } from './action.js';
import type { BaseWorker } from './base-worker.js';
import type { OptionsOf } from './options-of.js';
import type { OptionsSchema } from './options-schema.js';
import type { TaskContext } from './task-context.js';
import type { JsonObject, RenderedWidget } from './task-interface.js';

/** An action of `defineWorker`: the function to run, or that function with everything `@Action` takes. */
export type ActionSource<S> =
  ((this: BaseWorker, task: TaskContext, options: JsonObject) => unknown) | ActionSourceObject<S>;

export interface ActionSourceObject<S> extends Omit<ActionOptions, 'options'> {
  options?: S & OptionsSchema;
  run: (this: BaseWorker, task: TaskContext, options: OptionsOf<S>) => unknown;
}

/** Argument of `defineWorker`; all but `identifier` and `actions` have the defaults of `BaseWorker`. */
export interface WorkerDefinition<Schemas = Record<string, unknown>> {
  /** `^[A-Za-z][A-Za-z0-9_-]{0,63}$`, unique in a host. */
  identifier: string;
  scope?: string;
  title?: string;
  description?: string;
  icon?: string;
  /** Default settings. */
  settings?: JsonObject;
  settingsSchema?: OptionsSchema;
  renderWidget?(this: BaseWorker): RenderedWidget | Promise<RenderedWidget>;
  renderSettings?(this: BaseWorker): string;
  /** Actions by name, in any spelling; `this` is the worker. */
  actions: { [Name in keyof Schemas]: ActionSource<Schemas[Name]> };
}
