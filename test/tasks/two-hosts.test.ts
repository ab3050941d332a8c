import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { createStask, type Stask } from 'stask';
import { defineWorker } from 'stask/worker';
import { forEachDatabase } from '../helpers/databases.js';

const CHILD = fileURLToPath(new URL('./helpers/host-child.js', import.meta.url));
const HOUR_MS = 3_600_000;

forEachDatabase('two hosts, each in its process', (given) => {
  let cwd: string;
  let stask: Stask;
  let child: ChildProcess | undefined;
  before(async () => {
    cwd = realpathSync(mkdtempSync(join(tmpdir(), 'stask-hosts-')));
    writeFileSync(join(cwd, 'package.json'), JSON.stringify({ name: 'host', version: '1.0.0' }));
    stask = await createStask({ cwd, database: given.url, storagePath: cwd, autoDiscover: false });
    for (const identifier of ['far', 'near']) {
      await stask.registerWorker(defineWorker({ identifier, actions: { act: () => process.pid } }));
      await stask.activateWorker(identifier);
    }
  });
  after(async () => {
    child?.kill('SIGKILL');
    await stask?.close();
    rmSync(cwd, { recursive: true, force: true });
  });

  /** Starts the other host; `saw` resolves when it has said the line, now or before. */
  async function startOther(pollIntervalMs: number) {
    const other = spawn(process.execPath, [CHILD, given.url, cwd, String(pollIntervalMs)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child = other;
    const said = new Set<string>();
    const lines = createInterface({ input: other.stdout });
    lines.on('line', (line) => said.add(line));
    const saw = async (text: string): Promise<void> => {
      while (!said.has(text)) await once(lines, 'line');
    };
    await saw('idle');
    return {
      pid: other.pid,
      saw,
      async stop(): Promise<void> {
        other.kill('SIGTERM');
        assert.deepEqual(await once(other, 'exit'), [0, null]);
        child = undefined;
      },
    };
  }

  test(
    'a task created here starts there at once, long before the other one looks again',
    { skip: given.kind !== 'postgres' && 'only PostgreSQL can tell', timeout: 60_000 },
    async () => {
      const other = await startOther(HOUR_MS);
      const { id } = await stask.create({ identifier: 'far', action: 'act' });
      await other.saw(`completed ${id}`);
      assert.equal((await stask.getTask(id)).result, other.pid);
      await other.stop();
    },
  );

  test('a worker deactivated here starts no task there until it is active again', { timeout: 60_000 }, async () => {
    const other = await startOther(50);
    const first = await stask.create({ identifier: 'far', action: 'act' });
    await other.saw(`completed ${first.id}`);

    const waiting = await stask.create({ identifier: 'far', action: 'act', startAt: new Date(Date.now() + HOUR_MS) });
    await stask.deactivateWorker('far');
    await given.database.execute('UPDATE s_tasks SET status = 10 WHERE id = ?', [waiting.id]);
    const later = await stask.create({ identifier: 'near', action: 'act' });
    await other.saw(`completed ${later.id}`); // so it has looked, and passed the older one over
    assert.equal((await stask.getTask(waiting.id)).statusText, 'pending');

    await stask.activateWorker('far');
    await other.saw(`completed ${waiting.id}`);
    await other.stop();
  });
});
