import assert from 'node:assert/strict';
import type { WorkerClass } from '../worker/task-interface.js';
import type { Conformance, WorkerCase } from './describe-worker.js';
import { runAction } from './run-action.js';

/** What every action has to do well, by one run of it. */
export function actionChecks(Worker: WorkerClass, given: WorkerCase): Conformance[] {
  const { action, options = {}, status = 'completed', stoppable = true, ...settings } = given;
  const checks: Conformance[] = [
    {
      title: `"${action}" ends as ${status}, and its progress only grows`,
      async run() {
        const ran = await runAction(Worker, action, options, settings);
        assert.equal(ran.status, status, ran.message);
        const percentages = ran.progress.map(({ progress }) => progress);
        assert.deepEqual(
          percentages,
          percentages.toSorted((a, b) => a - b),
          'progress went back',
        );
      },
    },
  ];
  if (stoppable)
    checks.push({
      title: `"${action}" stops when its signal aborts`,
      async run() {
        const ran = await runAction(Worker, action, options, { ...settings, signal: AbortSignal.abort() });
        assert.equal(ran.ignoredSignal, false, ran.message);
      },
    });
  return checks;
}
