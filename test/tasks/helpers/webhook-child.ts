// Ends one task and is killed while its webhook waits for an answer: `node webhook-child.js URL TASK`.
import { openDatabase } from '#src/typeorm/open-database.js';
import { engineOn, workerOf } from '../../helpers/task-engine.js';

const database = await openDatabase({ url: process.argv[2], storagePath: '.' });
const engine = await engineOn(database, [workerOf('hook', { step: () => 'done there' })], { timeoutMs: 500 });
await engine.tasks.execute(Number(process.argv[3]));
setInterval(() => undefined, 1000);
