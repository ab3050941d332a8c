import { channel } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';
import { shownValue } from './check-fields.js';
import { StaskError } from './errors.js';
import { nearNames } from './near-names.js';

/** What every task event tells. */
export interface TaskFacts {
  readonly id: number;
  readonly identifier: string;
  readonly action: string;
  /** Handler starts so far. */
  readonly attempts: number;
  readonly maxAttempts: number;
}

/** Events of one host; names are facts, listeners put them into words. */
export interface StaskEventMap {
  'task.created': [TaskFacts & { readonly priority: number; readonly startAt: Date | null }];
  /** `fence` numbers the claims of a task. */
  'task.claimed': [TaskFacts & { readonly runner: string; readonly fence: number }];
  'task.started': [TaskFacts & { readonly runner: string; readonly fence: number }];
  'task.progress': [
    {
      readonly id: number;
      readonly status: string;
      readonly progress: number;
      readonly processed: number;
      readonly total: number;
      readonly eta: string;
      readonly message: string;
    },
  ];
  'task.log': [{ readonly id: number; readonly level: string; readonly message: string; readonly context: object }];
  'task.completed': [TaskFacts & { readonly result: unknown; readonly message: string; readonly durationMs: number }];
  'task.failed': [TaskFacts & { readonly error: object | null; readonly message: string; readonly durationMs: number }];
  'task.retrying': [TaskFacts & { readonly error: object | null; readonly message: string; readonly delayMs: number }];
  'task.cancelled': [TaskFacts & { readonly message: string }];
  /** All members of a group have ended; told once, by the process that found out. */
  'group.completed': [
    {
      readonly id: number;
      readonly title: string;
      readonly completed: number;
      readonly failed: number;
      readonly cancelled: number;
    },
  ];
  /** A task of a dead runner was taken back. */
  'task.rescued': [TaskFacts & { readonly message: string }];
  /** A handler goes on although it was asked to stop. */
  'task.stuck': [TaskFacts & { readonly runner: string; readonly askedMsAgo: number }];
  /** A result arrived after the run was lost to another runner or cancelled; nothing was written. */
  'task.refused': [TaskFacts & { readonly runner: string; readonly reason: string }];
  /** Something in the background went wrong and is retried; never thrown. */
  'runner.error': [{ readonly runner: string; readonly doing: string; readonly error: unknown }];
}

export type StaskEventName = keyof StaskEventMap;

const EVENT_NAMES: Readonly<Record<StaskEventName, true>> = {
  'task.created': true,
  'task.claimed': true,
  'task.started': true,
  'task.progress': true,
  'task.log': true,
  'task.completed': true,
  'task.failed': true,
  'task.retrying': true,
  'task.cancelled': true,
  'group.completed': true,
  'task.rescued': true,
  'task.stuck': true,
  'task.refused': true,
  'runner.error': true,
};

/** @throws STASK_USAGE for an event that never comes, or a listener that is none */
export function checkListener(call: 'on' | 'off', name: unknown, listener: unknown): void {
  const known = Object.keys(EVENT_NAMES);
  if (typeof name !== 'string' || !known.includes(name)) {
    const near = typeof name === 'string' ? nearNames(name, known) : [];
    const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Known: ${known.join(', ')}.`;
    throw new StaskError('STASK_USAGE', `${call}(): there is no event ${shownValue(name)}. ${hint}`);
  }
  if (typeof listener !== 'function')
    throw new StaskError('STASK_USAGE', `${call}("${name}") needs a function, got ${shownValue(listener)}.`);
}

/** The typed emitter behind `stask.on(...)`. A listener that throws is reported, never breaks a task. */
export type StaskEvents = EventEmitter<StaskEventMap>;

export function createEvents(): StaskEvents {
  return new EventEmitter<StaskEventMap>();
}

/** Channel for tracing without a dependency: messages are `{ name, ...facts }`. */
const tracing = channel('stask:task');

/** Whether anybody listens; what nobody hears need not be put together. */
export const isHeard = (events: StaskEvents, name: StaskEventName): boolean =>
  tracing.hasSubscribers || events.listenerCount(name) > 0;

/** Emits to listeners and to the diagnostics channel `stask:task`. */
export function announce<N extends StaskEventName>(events: StaskEvents, name: N, facts: StaskEventMap[N][0]): void {
  if (tracing.hasSubscribers) tracing.publish({ name, ...facts });
  if (events.listenerCount(name) === 0) return;
  try {
    (events as EventEmitter).emit(name, facts);
  } catch (error) {
    // A listener is the host's code: its error must neither fail the task nor disappear.
    process.emitWarning(`A listener of "${name}" threw: ${error instanceof Error ? error.message : String(error)}`);
  }
}
