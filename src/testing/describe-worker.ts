import type { JsonObject, WorkerClass } from '../worker/task-interface.js';
import { actionChecks } from './action-checks.js';
import { contractChecks } from './contract-checks.js';
import type { RunOptions } from './run-action.js';
import { findTestRunner, type TestRunner } from './test-runner.js';

/** One run that the suite makes: it must end as expected, report progress that only grows, and stop when asked to. */
export interface WorkerCase extends RunOptions {
  readonly action: string;
  /** A function gets the folder of `files`. */
  readonly options?: JsonObject | ((folder: string) => JsonObject);
  /** How it ends. Default `completed`. */
  readonly status?: 'completed' | 'failed' | 'cancelled' | 'pending';
  /** False where the action is too short to be stopped. Default true. */
  readonly stoppable?: boolean;
}

export interface DescribeOptions extends Partial<TestRunner> {
  readonly cases?: readonly WorkerCase[];
}

/** One test of the suite. */
export interface Conformance {
  readonly title: string;
  readonly run: () => void | Promise<void>;
}

/**
 * Registers the tests that every worker has to pass: its contract is complete, its identifier stable, its action names,
 * options and settings usable, its constructor without input and output; and for each of `cases` a run of that action.
 * Takes `describe` and `it` of node:test, vitest or jest: those given, else those it finds.
 *
 * @throws StaskError `STASK_USAGE` when there is no test runner
 */
export function describeWorker(Worker: WorkerClass, options: DescribeOptions = {}): void {
  const { describe, it } = findTestRunner(options);
  describe(`${Worker.name || 'The worker'} is a worker for sTask`, () => {
    for (const { title, run } of conformanceOf(Worker, options.cases)) it(title, run);
  });
}

/** The tests themselves, for any way to run them. */
export function conformanceOf(Worker: WorkerClass, cases: readonly WorkerCase[] = []): Conformance[] {
  return [...contractChecks(Worker), ...cases.flatMap((each) => actionChecks(Worker, each))];
}
