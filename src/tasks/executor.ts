import { announce, isHeard, type StaskEvents, type TaskFacts } from '../events.js';
import type { Lease, Settlement } from '../store/task-lease.js';
import { TASK_STATUS, type ClaimedTask } from '../store/task-row.js';
import type { TaskStore } from '../store/task-store.js';
import type { AbortKind } from './attempt-signals.js';
import { attemptNote } from './attempt-note.js';
import { createGroupCommit } from './group-commit.js';
import { createLeaseKeeper } from './lease-keeper.js';
import { settlementOf, STOPPED, type Ending } from './outcome.js';
import { retryPolicy } from './retry-delay.js';
import { logFailure } from './log-failure.js';
import { runTask, type Run, type RunEnding, type RunParts } from './run-task.js';
import { accepted, createSettler, untilBack } from './settler.js';
import { isLarge, storeLargeResult } from './large-result.js';
import { foldersIn } from './task-file.js';
import { NO_TRACING, type TaskTracing } from './task-tracing.js';
import type { CheckOptions } from './tasks.js';
import type { JsonObject, TaskInterface } from '../worker/task-interface.js';

export interface ExecutorParts {
  readonly store: TaskStore;
  readonly instanceOf: (identifier: string) => Promise<TaskInterface>;
  readonly checkOptions: CheckOptions;
  readonly storagePath: string;
  readonly events: StaskEvents;
  readonly random: () => number;
  readonly tracing?: TaskTracing;
}

export interface ExecutorOptions {
  readonly runner: string;
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  /** A handler has ended and its place is free; the end itself is still to be written. */
  readonly onPlaceFree?: () => void;
}

/** What became of a claimed task here. */
export type Executed = 'completed' | 'failed' | 'retried' | 'cancelled' | 'handed-back' | 'not-started' | 'lost';

export interface Executor {
  /** Starts a claimed task and sees it through. Never rejects. */
  execute(row: ClaimedTask): Promise<Executed>;
  /** Gives claimed tasks that were not started back to the queue, uncounted. */
  handBack(rows: readonly ClaimedTask[]): Promise<void>;
  /** Keeps the leases of claimed tasks that wait to be started, from the `performance.now()` before their claim. */
  hold(row: ClaimedTask, claimedAt: number): void;
  /** Asks a task that runs here to stop; false when it does not run here. */
  cancel(id: number): boolean;
  abortAll(kind: AbortKind): void;
  /** Tasks whose handler runs or is about to. */
  readonly running: number;
  /** Tasks whose end is not written, the running ones included. */
  readonly unfinished: number;
  /** Resolves when nothing runs here and all ends are written. */
  idle(): Promise<void>;
  close(): void;
}

interface Active {
  readonly row: ClaimedTask;
  readonly run: Run;
}

/** Executes claimed tasks of one runner: start, heartbeat, handler, end. */
export function createExecutor(
  parts: ExecutorParts,
  { runner, leaseMs, heartbeatMs, onPlaceFree }: ExecutorOptions,
): Executor {
  const { store, events, random, storagePath, tracing = NO_TRACING } = parts;
  const active = new Map<number, Active>();
  const idleWaiters: Array<() => void> = [];
  let unfinished = 0;
  let running = 0;
  const trouble = (doing: string) => (error: unknown) => announce(events, 'runner.error', { runner, doing, error });

  const settler = createSettler({ store, runner, onTrouble: trouble('writing the end of runs') });
  const starter = createGroupCommit<Lease, boolean>(async (leases) => {
    const askedAt = performance.now(); // before the first try: a later one may only find what that one wrote
    const started = await untilBack(() => store.start(runner, leases, leaseMs), leaseMs);
    for (const lease of started) keeper.renewed(lease, askedAt);
    return accepted(leases, started);
  });
  const keeper = createLeaseKeeper({
    renew: (leases) => store.renew(runner, leases, leaseMs),
    leaseMs,
    heartbeatMs,
    onCancelRequested: (id) => active.get(id)?.run.abort('cancel'),
    onLost: (id) => active.get(id)?.run.abort('lost'),
    onTrouble: trouble('renewing leases'),
  });

  const runParts: RunParts = {
    instanceOf: parts.instanceOf,
    checkOptions: parts.checkOptions,
    storagePath,
    folderOf: foldersIn(storagePath),
    events,
    report: (row, change) => store.report(runner, row, change),
    mayWrite: (row) => keeper.holds(row),
    onStuck: (row, _kind, askedMsAgo) => announce(events, 'task.stuck', { ...factsOf(row), runner, askedMsAgo }),
  };

  async function execute(row: ClaimedTask): Promise<Executed> {
    unfinished++;
    running++;
    let hasPlace = true;
    const freePlace = (): void => {
      if (!hasPlace) return;
      hasPlace = false;
      running--;
      onPlaceFree?.();
    };
    keeper.keep(row);
    try {
      if (isHeard(events, 'task.claimed'))
        announce(events, 'task.claimed', { ...factsOf(row), runner, fence: row.fence });
      if (!(await starter.add(row))) return await notStarted(row);
      return await run({ ...row, status: 50, attempts: row.attempts + 1 }, freePlace);
    } catch (error) {
      trouble(`running task ${row.id}`)(error);
      return 'lost'; // the lease runs out and another claim takes the task back
    } finally {
      freePlace();
      keeper.release(row);
      // A task with another attempt due at once may run again in this process already.
      if (active.get(row.id)?.row.fence === row.fence) active.delete(row.id);
      if (--unfinished === 0) for (const resolve of idleWaiters.splice(0)) resolve();
    }
  }

  async function run(row: ClaimedTask, freePlace: () => void): Promise<Executed> {
    const startedAt = performance.now();
    const trace = tracing.attempt(row, runner);
    const handler = trace.within(() => runTask(row, runParts));
    active.set(row.id, { row, run: handler });
    if (isHeard(events, 'task.started'))
      announce(events, 'task.started', { ...factsOf(row), runner, fence: row.fence });
    const ended = await handler.ending;
    freePlace();
    const durationMs = Math.round(performance.now() - startedAt);
    let outcome: Executed = 'lost';
    try {
      outcome = await settle(row, ended, handler, durationMs);
    } finally {
      trace.end({ outcome, durationMs, error: errorOf(ended) });
    }
    handler.settled();
    return outcome;
  }

  async function settle(row: ClaimedTask, outcome: RunEnding, handler: Run, durationMs: number): Promise<Executed> {
    if (outcome.ending === 'lost') return refused(row, handler, 'the lease was lost');
    const ending = isLarge(outcome.ending)
      ? await storeLargeResult(storagePath, row.id, outcome.ending)
      : outcome.ending;
    const policy = retryPolicy(row.backoff ?? outcome.action?.backoff);
    const settlement = settlementOf(row, ending, policy, random());
    if (ending.kind === 'failed' && keeper.holds(row)) await logFailed(row, ending, settlement, handler);
    if (!(await settler.add(withRest(row, settlement, ending, handler))))
      return refused(row, handler, 'the task was cancelled, rescued or deleted');
    const executed = executedBy(ending, settlement.status);
    if (handler.hasFiles()) await closeFiles(handler, executed, ending);
    tell(executed, factsOf(row), ending, outcome.result, settlement.delayMs, durationMs);
    return executed;
  }

  async function refused(row: ClaimedTask, handler: Run, reason: string): Promise<Executed> {
    if (handler.hasFiles()) await handler.progress().abandon();
    announce(events, 'task.refused', { ...factsOf(row), runner, reason });
    return 'lost';
  }

  /** Cancelled between claim and start, or lost: the fence decides which. */
  async function notStarted(row: ClaimedTask): Promise<Executed> {
    const cancelled = settlementOf(row, { kind: 'cancelled', message: 'Cancelled before it started.' }, NO_RETRY, 0);
    if (!(await settler.add(cancelled))) {
      announce(events, 'task.refused', { ...factsOf(row), runner, reason: 'it was taken back before it started' });
      return 'lost';
    }
    announce(events, 'task.cancelled', { ...factsOf(row), message: cancelled.message });
    return 'cancelled';
  }

  function tell(
    executed: Executed,
    facts: TaskFacts,
    ending: Ending,
    result: unknown,
    delayMs: number,
    durationMs: number,
  ): void {
    const message = 'message' in ending ? ending.message : '';
    const error = ending.kind === 'failed' ? ending.error : null;
    if (executed === 'completed') announce(events, 'task.completed', { ...facts, result, message, durationMs });
    else if (executed === 'failed') announce(events, 'task.failed', { ...facts, error, message, durationMs });
    else if (executed === 'cancelled') announce(events, 'task.cancelled', { ...facts, message });
    else if (executed === 'retried') announce(events, 'task.retrying', { ...facts, error, message, delayMs });
  }

  return {
    execute,
    async handBack(rows) {
      await Promise.all(
        rows.map(async (row) => {
          const settlement = settlementOf(row, STOPPED, NO_RETRY, 0);
          await settler.add({ ...settlement, uncount: false, message: row.message }).catch(trouble('handing back'));
          keeper.release(row);
        }),
      );
    },
    hold: (row, claimedAt) => keeper.keep(row, claimedAt),
    cancel(id) {
      active.get(id)?.run.abort('cancel');
      return active.has(id);
    },
    abortAll(kind) {
      for (const { run: handler } of active.values()) handler.abort(kind);
    },
    get running() {
      return running;
    },
    get unfinished() {
      return unfinished;
    },
    async idle() {
      // A task that starts while the last one ends keeps it waiting.
      for (;;) {
        if (unfinished === 0) return;
        await new Promise<void>((resolve) => idleWaiters.push(resolve));
      }
    },
    close: () => keeper.close(),
  };
}

const NO_RETRY = retryPolicy(0);

export const factsOf = ({ id, identifier, action, attempts, maxAttempts }: TaskFacts): TaskFacts => ({
  id,
  identifier,
  action,
  attempts,
  maxAttempts,
});

const errorOf = ({ ending }: RunEnding): JsonObject | undefined =>
  ending !== 'lost' && ending.kind === 'failed' ? ending.error : undefined;

function executedBy(ending: Ending, status: number): Executed {
  if (ending.kind === 'finished') return 'completed';
  if (ending.kind === 'cancelled') return 'cancelled';
  if (ending.kind === 'handed-back') return 'handed-back';
  return status === 100 ? 'failed' : 'retried';
}

/** A worker that logs an error and then marks its task as failed has said why. */
async function logFailed(
  row: ClaimedTask,
  { marked, error }: Ending & { kind: 'failed' },
  settlement: Settlement,
  run: Run,
): Promise<void> {
  const log = run.log();
  if (marked === true && log.errors > 0) return;
  logFailure(log, row, settlement, error);
  // The next attempt may begin as soon as this end is written; its lines come after this one.
  if (settlement.status === TASK_STATUS.queued && settlement.delayMs === 0) await log.flush();
}

/** The last line of the progress file tells the end; a task that goes back to the queue has none yet. */
async function closeFiles(run: Run, executed: Executed, ending: Ending): Promise<void> {
  const ended = executed === 'completed' || executed === 'failed' || executed === 'cancelled';
  const message = 'message' in ending && ending.message !== '' ? ending.message : undefined;
  const progress = run.progress();
  await Promise.all([ended ? progress.end(executed, message) : progress.abandon(), run.log().flush()]);
}

/** A finished attempt needs neither the progress so far nor a note. */
function withRest(row: ClaimedTask, settlement: Settlement, ending: Ending, run: Run): Settlement {
  if (ending.kind === 'finished') return settlement;
  const note = attemptNote(row, ending);
  const percent = settlement.progress ?? (run.hasFiles() ? run.progress().current()?.progress : undefined) ?? null;
  return { ...settlement, progress: percent, ...(note === undefined ? {} : { note }) };
}
