// A runner whose handlers leave the process or block it: `hostile-child.js URL`. Says what happens to its tasks.
import { writeSync } from 'node:fs';
import { openDatabase } from '#src/typeorm/open-database.js';
import { engineOn, workerOf } from '../helpers/task-engine.js';

const BLOCKED_MS = 5_000;
const say = (text: string): void => void writeSync(1, `${text}\n`);

const worker = workerOf('bad', {
  exits: () => process.exit(0),
  blocks: ({ id }) => {
    say(`started ${id}`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BLOCKED_MS);
    return 'too late';
  },
});
const database = await openDatabase({ url: process.argv[2], storagePath: '.' });
const engine = await engineOn(database, [worker]);
engine.events.on('task.refused', ({ id }) => say(`refused ${id}`));
engine.events.on('task.failed', ({ id }) => say(`failed ${id}`));
engine.tasks.work({ leaseMs: 1_000, heartbeatMs: 100, pollIntervalMs: 50 });
