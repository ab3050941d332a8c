import { defineWorker, retryLater, type TaskContext } from 'stask/worker';

import { LEFT_BY_HANDLER } from './exit-codes.js';

/** Actions of every kind that a handler can be; `onRun` is told before anything else happens. */
export const LIMITED_AT_ONCE = 2;
export const ACTIONS = {
  ok: 40,
  throws: 10,
  throws_odd: 6,
  slow: 8,
  limited: 10,
  retry_later: 6,
  ignores_abort: 3,
  blocks: 2,
  exits: 2,
  nan_progress: 5,
  odd_result: 6,
} as const;
export type ChaosAction = keyof typeof ACTIONS;

const ODD_THROWS: readonly unknown[] = [undefined, null, 0, '', 'text', Symbol('s'), 10n, [], Object.create(null)];

export function chaosWorker(onRun: (task: TaskContext) => void): ReturnType<typeof defineWorker> {
  const watched =
    (run: (task: TaskContext) => unknown) =>
    (task: TaskContext): unknown => {
      onRun(task);
      return run(task);
    };
  const actions: Record<ChaosAction, { run: (task: TaskContext) => unknown; concurrency?: number }> = {
    ok: { run: ({ data }) => data },
    throws: {
      run(task) {
        if (task.attempt < 2 || task.data['always'] === true) throw new Error('As asked');
      },
    },
    throws_odd: {
      run(task) {
        throw ODD_THROWS[task.id % ODD_THROWS.length];
      },
    },
    slow: { run: (task) => stoppable(task, 200) },
    limited: { run: (task) => stoppable(task, 30), concurrency: LIMITED_AT_ONCE },
    retry_later: { run: () => (Math.random() < 0.5 ? retryLater(50) : 'done') },
    ignores_abort: { run: () => new Promise((resolve) => setTimeout(resolve, 1_500)) },
    blocks: { run: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_500) },
    exits: { run: () => process.exit(LEFT_BY_HANDLER) },
    nan_progress: {
      run(task) {
        for (const value of [NaN, -1, 1e9, Infinity]) task.progress({ progress: value, processed: value, total: NaN });
      },
    },
    odd_result: {
      run() {
        const cycle: Record<string, unknown> = { big: 10n };
        cycle['self'] = cycle;
        return cycle;
      },
    },
  };
  const watchedActions = Object.fromEntries(
    Object.entries(actions).map(([name, { run, ...options }]) => [name, { ...options, run: watched(run) }]),
  );
  return defineWorker({ identifier: 'chaos', actions: watchedActions });
}

function stoppable({ signal }: TaskContext, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}
