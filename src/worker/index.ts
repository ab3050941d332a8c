export { Action, type ActionDecorator, type ActionMethod, type NamedActionOptions } from './action-decorator.js';
export type { ActionDefinition, ActionOptions, Backoff, Priority } from './action.js';
export { BaseWorker } from './base-worker.js';
export { defineWorker } from './define-worker.js';
export type { DatabaseFinding, Maintenance, RescanFinding } from './maintenance.js';
export { niceEta } from './nice-eta.js';
export type { OptionsClass, OptionsSchema, StandardResult, StandardSchema } from './options-schema.js';
export type { OptionsOf } from './options-of.js';
export { cancelTask, nonRetryable, retryLater, type Outcome, type OutcomeSignal } from './outcomes.js';
export type { Schedule } from './schedule.js';
export type { ProgressUpdate, TaskContext, TaskControl, TaskLog } from './task-context.js';
export type {
  HostedWorker,
  InjectedWorkerClass,
  JsonObject,
  RenderedWidget,
  TaskInterface,
  WorkerClass,
} from './task-interface.js';
export type {
  Widget,
  WidgetAction,
  WidgetBars,
  WidgetButton,
  WidgetCell,
  WidgetColumn,
  WidgetGroup,
  WidgetLink,
  WidgetList,
  WidgetPart,
  WidgetProgress,
  WidgetStat,
  WidgetTable,
  WidgetText,
  WidgetTone,
} from './widget.js';
export type { ActionSource, ActionSourceObject, WorkerDefinition } from './worker-definition.js';
export type { CreateTaskOptions, LastTask, LastTaskStatus, WorkerHost } from './worker-host.js';
