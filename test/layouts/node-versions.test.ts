import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { root } from '../cli/run-stask.js';
import { createTempHost } from '../cli/temp-host.js';
import { temporaryFolder } from '../plugins/temporary-folder.js';
import { runAll } from './layouts.js';
import { installNode, noOtherNode } from './other-node.js';
import { runCommand } from './run-command.js';

const folder = temporaryFolder();
const skip = noOtherNode !== false ? noOtherNode : runAll ? false : 'set STASK_TEST_LAYOUTS=all';

describe('the embedded database', () => {
  for (const major of [22, 24]) {
    test(`works on Node ${major}: it is made, workers are registered, a task runs`, { skip }, async (t) => {
      const node = join(await installNode(join(folder, String(major)), major), 'node');
      const host = createTempHost();
      t.after(() => host.remove());
      const stask = async <T>(...args: string[]): Promise<T> =>
        JSON.parse((await runCommand(host.path, [node, join(root, 'bin/stask.js'), ...args, '--json'])).stdout) as T;

      const { stdout } = await runCommand(host.path, [node, '--version']);
      assert.match(stdout, new RegExp(`^v${major}\\.`));
      const { applied } = await stask<{ applied: string[] }>('migrate');
      assert.ok(applied.length > 0);
      const { registered } = await stask<{ registered: Array<{ identifier: string }> }>('discover', '--activate');
      assert.deepEqual(
        registered.map(({ identifier }) => identifier),
        ['jobs'],
      );
      const { task } = await stask<{ task: { statusText: string } }>('run', 'jobs', 'make');
      assert.equal(task.statusText, 'completed');
    });
  }
});
