import type { Sql } from '../../typeorm/database.js';
import { workerStamps } from '../../typeorm/worker-stamps.js';

/** Each call tells which workers were changed, added or removed since the call before, by whichever process. */
export function createWorkerWatch(database: Sql): () => Promise<string[]> {
  let known: ReadonlyMap<string, string> | undefined;
  return async () => {
    const before = known;
    const stamps = await workerStamps(database);
    known = stamps;
    if (before === undefined) return [];
    return [...new Set([...before.keys(), ...stamps.keys()])].filter((id) => before.get(id) !== stamps.get(id));
  };
}
