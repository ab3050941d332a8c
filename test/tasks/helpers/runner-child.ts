// A runner in a process of its own: `node runner-child.js URL`. Says what it starts; its tasks never end.
import { openDatabase } from '#src/typeorm/open-database.js';
import { engineOn, workerOf } from '../../helpers/task-engine.js';

const database = await openDatabase({ url: process.argv[2], storagePath: '.' });
const engine = await engineOn(database, [workerOf('probe', { hang: () => new Promise(() => undefined) })]);
engine.events.on('task.started', ({ id }) => console.log(`started ${id}`));
engine.events.on('task.refused', ({ id }) => console.log(`refused ${id}`));
engine.tasks.work({ leaseMs: 1000, heartbeatMs: 100, pollIntervalMs: 50, concurrency: 5 });
