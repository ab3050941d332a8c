import { StaskError } from '../errors.js';

/** The two functions that node:test, vitest and jest have in common. */
export interface TestRunner {
  readonly describe: (title: string, define: () => void) => unknown;
  readonly it: (title: string, run: () => void | Promise<void>) => unknown;
}

/**
 * The given functions, else the globals of jest and vitest, else node:test where it runs this process. Nothing is
 * imported: a test runner that is not in use is not loaded.
 *
 * @throws StaskError `STASK_USAGE` when there is none
 */
export function findTestRunner(given: Partial<TestRunner>): TestRunner {
  const globals = globalThis as Partial<TestRunner>;
  const found = [given, globals, runningNodeTest()].find(isTestRunner);
  if (found !== undefined) return found;
  throw new StaskError(
    'STASK_USAGE',
    'describeWorker() finds no test runner: there is no global describe and it, and node:test does not run this file. ' +
      "Pass them: describeWorker(Worker, { describe, it }), imported from 'node:test', 'vitest' or '@jest/globals'.",
  );
}

function isTestRunner(value: Partial<TestRunner> | undefined): value is TestRunner {
  return typeof value?.describe === 'function' && typeof value.it === 'function';
}

/** node:test, when `node --test` started this process or the test file has loaded it. */
function runningNodeTest(): TestRunner | undefined {
  const loaded = (process as { moduleLoadList?: readonly string[] }).moduleLoadList ?? [];
  const runs =
    process.env['NODE_TEST_CONTEXT'] !== undefined || loaded.includes('NativeModule internal/test_runner/test');
  return runs ? (process.getBuiltinModule?.('node:test') as TestRunner | undefined) : undefined;
}
