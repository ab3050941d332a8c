import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryFolder, writeTree } from '../discovery/trees.js';
import { runCommand, type Ran } from '../layouts/run-command.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const wanted = process.env['CI'] === 'true' || process.env['STASK_TEST_LAYOUTS'] === 'all';
const skip = wanted ? false : 'set STASK_TEST_LAYOUTS=all';

const WORKER = `import { defineWorker } from 'stask/worker';
export default defineWorker({
  identifier: 'runner_sample',
  settings: { api_key: '' },
  settingsSchema: { type: 'object', properties: { api_key: { type: 'string', writeOnly: WRITE_ONLY } } },
  actions: {
    count: {
      options: { type: 'object', properties: { to: { type: 'integer', default: 3 } } },
      async run(task, { to }) {
        for (let n = 1; n <= to; n++) {
          task.signal.throwIfAborted();
          task.progress({ processed: n, total: to });
        }
        return to;
      },
    },
  },
});
`;

/** Once with the runner's globals, once with its functions given. */
const suite = (importRunner: string, given: string): string => `${importRunner}
import { describeWorker, runAction } from 'stask/testing';
import Worker from './worker.js';
describeWorker(Worker, { ${given}cases: [{ action: 'count', options: { to: 2 } }] });
it('counts', async () => {
  const run = await runAction(Worker, 'count', {});
  if (run.result !== 3) throw new Error('got ' + run.result);
});
`;

interface Runner {
  readonly packages: readonly string[];
  readonly module: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const RUNNERS: Readonly<Record<string, Runner>> = {
  vitest: {
    packages: ['vitest@4'],
    module: 'vitest',
    command: ['node_modules/.bin/vitest', 'run', '--globals'],
  },
  jest: {
    packages: ['jest@30', '@jest/globals@30'],
    module: '@jest/globals',
    command: ['node_modules/.bin/jest', '--testEnvironment=node'],
    env: { NODE_OPTIONS: '--experimental-vm-modules --no-warnings' },
  },
};

for (const [name, { packages, module, command, env }] of Object.entries(RUNNERS)) {
  describe(`stask/testing under ${name}`, { skip }, () => {
    const folder = temporaryFolder();
    const run = (): Promise<Ran> => runCommand(folder, command, { NO_COLOR: '1', ...env });

    before(async () => {
      writeTree(
        {
          'package.json': { name: 'stask-worker-sample', version: '1.0.0', type: 'module' },
          'globals.test.js': suite('', ''),
          'given.test.js': suite(`import { describe, it } from '${module}';`, 'describe, it, '),
        },
        folder,
      );
      const { stdout } = await runCommand(folder, ['npm', 'pack', '--json', '--ignore-scripts', root]);
      const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
      const flags = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--loglevel=error'];
      await runCommand(folder, ['npm', 'install', ...flags, join(folder, filename), ...packages]);
    });

    test('a worker that is in order passes, with globals and with given functions', async () => {
      writeTree({ 'worker.js': WORKER.replace('WRITE_ONLY', 'true') }, folder);
      const { stdout, stderr } = await run();
      assert.match(stdout + stderr, /Tests:? +20 passed/);
    });

    test('a worker whose secret is not marked fails, and the test is named', async () => {
      writeTree({ 'worker.js': WORKER.replace('WRITE_ONLY', 'false') }, folder);
      await assert.rejects(run(), /secret settings are marked/);
    });
  });
}
