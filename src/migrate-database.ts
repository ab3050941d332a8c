import { resolveOptions, type StaskOptions } from './options.js';
import { migrate } from './typeorm/migrations.js';
import { openDatabase } from './typeorm/open-database.js';

/**
 * Creates or upgrades the tables without opening a host; `stask migrate`.
 *
 * @returns names of the migrations that had something to do
 * @throws StaskError `STASK_CONFIG_INVALID`, `STASK_DATABASE_…`
 */
export async function migrateDatabase(options: StaskOptions = {}): Promise<string[]> {
  const resolved = resolveOptions(options);
  const database = await openDatabase({ ...resolved, url: resolved.database });
  try {
    return await migrate(database);
  } finally {
    await database.close();
  }
}
