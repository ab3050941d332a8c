import { defineCommand } from '../command.js';
import { hostOptions, loadFacade } from '../host.js';

export const command = defineCommand({
  examples: [
    ['stask migrate', 'create or update the tables of the embedded database'],
    ['stask migrate --database mysql://user:secret@host/shop', 'the same in a MySQL or MariaDB database'],
  ],
  async run(cli) {
    const { migrateDatabase } = await loadFacade();
    const applied = await migrateDatabase(hostOptions(cli));
    cli.answer({ applied }, ({ paint }) =>
      applied.length === 0
        ? 'The database is up to date.\n'
        : applied.map((name) => `${paint.good('+')} ${name}\n`).join(''),
    );
  },
});
