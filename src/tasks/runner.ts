import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { announce } from '../events.js';
import type { ClaimedTask } from '../store/task-row.js';
import type { WorkerRow } from '../store/worker-store.js';
import { createClaimer } from './claimer.js';
import { createExecutor, type Executed, type ExecutorParts } from './executor.js';
import { rescueExpired } from './rescue.js';
import { createPace } from './pace.js';
import { promiseWith } from './run-task.js';
import { resolveRunnerOptions, type Runner, type RunnerOptions, type RunnerReportCard } from './runner-options.js';

export interface RunnerParts extends ExecutorParts {
  readonly workers: { list(): Promise<WorkerRow[]> };
}

/** A runner as the engine that made it uses it. */
export interface LocalRunner extends Runner {
  /** Tasks may be ready: look at once. */
  wake(): void;
  cancel(id: number): boolean;
}

const REPORT_MS = 15_000;
/** With `drain`, the pause before the look that decides whether anything is left. */
const DRAIN_LOOK_MS = 20;
/** After an abort, how long `stop()` still waits for handlers before it hands their tasks back without them. */
const ABORT_GRACE_MS = 3_000;
/** Tasks shorter than this on average are claimed ahead, so that the next are there when the present ones end. */
const SHORT_TASK_MS = 50;
/** What is claimed ahead is the work of about this time, and at most so many tasks. */
const AHEAD_MS = 25;
const MOST_AHEAD = 500;
/** A task claimed ahead whose turn does not come within this time goes back to the queue, for other runners. */
const LONGEST_AHEAD_MS = 1_000;

const CARD: Readonly<Record<Executed, keyof RunnerReportCard | undefined>> = {
  completed: 'completed',
  failed: 'failed',
  retried: 'retried',
  cancelled: 'cancelled',
  'handed-back': 'handedBack',
  'not-started': undefined,
  lost: undefined,
};

/** Starts a runner: claims tasks as there is room, executes them, looks after the queue, until it is stopped. */
export function startRunner(parts: RunnerParts, given: RunnerOptions = {}): LocalRunner {
  const options = resolveRunnerOptions(given);
  const { store, events } = parts;
  const id = randomUUID();
  const { concurrency, leaseMs, heartbeatMs, pollIntervalMs } = options;
  const executor = createExecutor(parts, { runner: id, leaseMs, heartbeatMs, onPlaceFree: refill });
  const pace = createPace();
  const claimer = createClaimer({ store, workers: parts.workers, runner: id, options });
  const card = { executed: 0, completed: 0, failed: 0, retried: 0, cancelled: 0, handedBack: 0 };
  const { promise: done, resolve: finish } = promiseWith<RunnerReportCard>();
  const idleWaiters: Array<() => void> = [];
  const ahead: ClaimedTask[] = [];
  let averageMs = Number.POSITIVE_INFINITY;
  let stopping: Promise<void> | undefined;
  let filling: Promise<void> | undefined;
  let fillAgain = false;
  let queueEmpty = false;
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  let reportedAt = Number.NEGATIVE_INFINITY;
  let movedAt = 0;
  let listener: Promise<{ close(): Promise<void> } | undefined> | undefined;

  const trouble = (doing: string, error: unknown): void =>
    announce(events, 'runner.error', { runner: id, doing, error });

  const isStopping = (): boolean => stopping !== undefined;

  /** How many tasks to have claimed ahead; none unless they are short. */
  const stock = (): number =>
    averageMs < SHORT_TASK_MS ? Math.max(concurrency, Math.min(MOST_AHEAD, Math.round(pace.perMs() * AHEAD_MS))) : 0;

  const places = (): number => concurrency - executor.running;

  /** Room for claims: free places, and what is to be claimed ahead. */
  const room = (): number => places() + stock() - ahead.length;

  /** Short tasks are claimed many at a time: a claim for each that ends would cost more than the task. */
  const worthwhile = (): number =>
    averageMs < SHORT_TASK_MS && executor.running + ahead.length > 0 ? Math.ceil(stock() / 2) : 1;

  function wake(): void {
    if (stopping !== undefined) return;
    fillAgain = true;
    filling ??= fill().finally(() => {
      filling = undefined;
      if (fillAgain) wake();
      else checkIdle();
    });
  }

  /** Claims until there is no room or nothing is left; a failing claim is tried again by the next poll. */
  async function fill(): Promise<void> {
    try {
      for (;;) {
        const asked = room();
        if (!fillAgain || isStopping()) return;
        fillAgain = false;
        if (asked < worthwhile()) {
          queueEmpty = false; // there may be more: the next task that ends looks
          return;
        }
        const askedAt = performance.now();
        const rows = await claimer.claim(asked, places());
        queueEmpty = rows.length < asked;
        if (ahead.length === 0) movedAt = performance.now();
        ahead.push(...rows);
        for (const row of rows) executor.hold(row, askedAt);
        launch();
        if (!queueEmpty) fillAgain = true;
      }
    } catch (error) {
      fillAgain = false;
      trouble('claiming tasks', error);
    }
  }

  function launch(): void {
    if (isStopping()) return;
    while (executor.running < concurrency && ahead.length > 0) {
      movedAt = performance.now();
      void run(ahead.shift()!);
    }
  }

  /** A place is free: the next task gets it, and more are claimed when that is worth a claim. */
  function refill(): void {
    launch();
    if (!queueEmpty && room() >= worthwhile()) wake();
  }

  async function run(row: ClaimedTask): Promise<void> {
    const startedAt = performance.now();
    const executed = await executor.execute(row);
    const tookMs = performance.now() - startedAt;
    averageMs = Number.isFinite(averageMs) ? averageMs * 0.9 + tookMs * 0.1 : tookMs;
    card.executed++;
    pace.tick();
    const field = CARD[executed];
    if (field !== undefined) card[field]++;
    if (claimer.freed(row)) wake();
    else refill();
    checkIdle();
  }

  /** Long tasks have come after short ones: what was claimed ahead of them is for runners that have room. */
  async function returnWaiting(): Promise<void> {
    if (ahead.length === 0 || performance.now() - movedAt < LONGEST_AHEAD_MS) return;
    averageMs = Number.POSITIVE_INFINITY;
    await executor.handBack(ahead.splice(0));
  }

  /** Regular look at the queue: due and expired tasks, changed workers, other processes' tasks. */
  async function look(): Promise<void> {
    try {
      const { executed } = card;
      const glance = await claimer.glance({ withSaturated: options.drain });
      if (glance.expired) await rescueExpired(parts);
      if (glance.due) await store.promoteDue();
      if (glance.ready || glance.due || glance.expired) {
        queueEmpty = false;
        wake();
      } else if (options.drain && card.executed === executed) void endDrained(); // else it may be back in the queue
      await returnWaiting();
      await reportPresence();
    } catch (error) {
      trouble('looking at the queue', error);
    }
    schedule();
  }

  async function reportPresence(): Promise<void> {
    if (performance.now() - reportedAt < REPORT_MS || stopping !== undefined) return;
    reportedAt = performance.now();
    await store.reportRunner({ id, host: hostname(), pid: process.pid, concurrency, running: executor.running });
  }

  function schedule(delayMs = pollIntervalMs * (0.9 + 0.2 * parts.random())): void {
    if (stopping !== undefined) return;
    clearTimeout(timer);
    timer = setTimeout(() => void look(), delayMs);
  }

  function checkIdle(): void {
    if (executor.unfinished > 0 || ahead.length > 0 || filling !== undefined || !queueEmpty) return;
    for (const resolve of idleWaiters.splice(0)) resolve();
    if (options.drain && stopping === undefined) schedule(DRAIN_LOOK_MS);
  }

  async function endDrained(): Promise<void> {
    if (executor.unfinished === 0 && ahead.length === 0 && filling === undefined) await stop();
  }

  async function stop({ timeoutMs = options.stopTimeoutMs }: { timeoutMs?: number } = {}): Promise<void> {
    return (stopping ??= stopWithin(timeoutMs));
  }

  async function stopWithin(timeoutMs: number): Promise<void> {
    clearTimeout(timer);
    await (await listener)?.close();
    await filling;
    await within(executor.handBack(ahead.splice(0)), Math.max(timeoutMs, ABORT_GRACE_MS));
    if (!(await within(executor.idle(), timeoutMs))) {
      executor.abortAll('stop');
      await within(executor.idle(), ABORT_GRACE_MS);
    }
    executor.close();
    await store.removeRunner(id).catch((error: unknown) => trouble('leaving', error));
    ended = true;
    for (const resolve of idleWaiters.splice(0)) resolve();
    finish({ ...card });
  }

  async function begin(): Promise<void> {
    listener = store.listen?.(wakeFromOutside).catch((error: unknown) => {
      trouble('listening', error);
      return undefined;
    });
    try {
      await options.prepare();
    } catch (error) {
      trouble('preparing', error);
    }
    await listener; // a task created between the first look and the listening would wait for the next look
    if (stopping === undefined) await look();
  }

  function wakeFromOutside(): void {
    queueEmpty = false;
    wake();
  }

  void begin();
  return {
    id,
    get running() {
      return executor.running;
    },
    wake: wakeFromOutside,
    cancel: (taskId) => executor.cancel(taskId),
    idle() {
      return new Promise((resolve) => {
        if (ended) return resolve();
        idleWaiters.push(resolve);
        queueEmpty = false;
        wake();
      });
    },
    stop,
    done,
  };
}

/** Whether a promise settles in time. */
async function within(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), timeoutMs)));
  const inTime = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return inTime;
}
