// `close-over-dead-line.js URL`: opens a database, waits for a word, closes it, and ends when nothing keeps it.
import { openDatabase } from '#src/typeorm/open-database.js';

const database = await openDatabase({ url: process.argv[2]!, storagePath: '.', statementTimeoutMs: 500 });
await Promise.all([1, 2, 3].map(() => database.query('SELECT 1'))); // three connections, idle from now on
process.once('message', () => {
  void database.close().then(() => process.disconnect());
});
process.send!('open');
