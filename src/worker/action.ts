import type { OptionsSchema } from './options-schema.js';

export type Priority = 'low' | 'normal' | 'high';

/** Delay between attempts: a fixed number of milliseconds, or a policy; 1 s doubling to 1 h with jitter by default. */
export type Backoff =
  number | { type: 'exponential' | 'fixed'; delayMs?: number; maxDelayMs?: number; jitter?: boolean };

/** What an author may say about an action, in `@Action({...})` or in `defineWorker`. */
export interface ActionOptions {
  title?: string;
  description?: string;
  options?: OptionsSchema;
  /** Longest run of one attempt in milliseconds; the task's `signal` aborts and the attempt fails. */
  timeoutMs?: number;
  maxAttempts?: number;
  backoff?: Backoff;
  priority?: Priority;
  /** Most runs of this action at once, in the whole cluster. */
  concurrency?: number;
}

/** One action of a worker class as the registry sees it. */
export interface ActionDefinition extends ActionOptions {
  /** Canonical snake_case name. */
  readonly name: string;
  /** Property of the instance that is called. */
  readonly method: string;
}
