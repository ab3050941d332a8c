import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStask } from 'stask';
import { defineWorker } from 'stask/worker';
import { createPlace } from '../../../build/test/helpers/databases.js';
import { openRaw } from './raw-driver.mjs';

/** Gives `work` an empty, migrated database with the worker `bench`, a host on it and the bare driver; removes all of it. */
export async function withPlace(kind, actions, work) {
  const place = await createPlace(kind);
  const folder = mkdtempSync(join(tmpdir(), 'stask-bench-'));
  const stask = await openStask(place.url, folder);
  const raw = await openRaw(kind, place.url);
  try {
    await stask.registerWorker(defineWorker({ identifier: 'bench', actions: { noop: () => undefined, ...actions } }));
    await stask.activateWorker('bench');
    return await work({ url: place.url, folder, stask, raw, empty: () => raw.query('DELETE FROM s_tasks') });
  } finally {
    if (kind === 'postgres') await removePeers(place.url, raw);
    await raw.close();
    await stask.close();
    await place.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** On PostgreSQL peers keep their tables in schemas of their own beside ours. */
async function removePeers(url, raw) {
  const ours = new URL(url).searchParams.get('options').split('=')[1];
  for (const peer of ['boss', 'graphile']) await raw.query(`DROP SCHEMA IF EXISTS "${ours}_${peer}" CASCADE`);
}

export const openStask = (url, folder) =>
  createStask({ cwd: folder, database: url, storagePath: folder, autoDiscover: false, migrate: true });

export const request = (n, action = 'noop') => ({ identifier: 'bench', action, data: { n } });
