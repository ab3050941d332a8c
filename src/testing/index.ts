export { describeWorker, type DescribeOptions, type WorkerCase } from './describe-worker.js';
export { runAction, type ActionRun, type RunOptions } from './run-action.js';
export type { TestFiles } from './scratch-folder.js';
export type { CreatedTask } from './test-host.js';
