// Seeded databases: an SQLite file that stays in the temp folder for the next run, and places of their own on servers.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPlace } from '../../../build/test/helpers/databases.js';
import { openDatabase } from '#src/typeorm/open-database.js';

const folder = join(tmpdir(), 'stask-bench-admin');
const notes = join(folder, 'places.json');

const readNotes = () => (existsSync(notes) ? JSON.parse(readFileSync(notes, 'utf8')) : {});

function note(key, url) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(notes, JSON.stringify({ ...readNotes(), [key]: url }));
}

/** A place for so many rows: the one of an earlier run, or an empty one. `isSeeded` says which. */
export async function openPlace(kind, rows) {
  const key = `${kind}-${rows}`;
  const known = readNotes()[key];
  if (known !== undefined)
    return { kind, url: known, isSeeded: true, seeded() {}, remove: () => remove(kind, key, known) };
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${rows}.sqlite`);
  if (kind === 'sqlite') for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
  const { url } = kind === 'sqlite' ? { url: `sqlite:${file}` } : await createPlace(kind);
  return { kind, url, isSeeded: false, seeded: () => note(key, url), remove: () => remove(kind, key, url) };
}

async function remove(kind, key, url) {
  note(key, undefined);
  if (kind === 'sqlite') {
    for (const end of ['', '-wal', '-shm']) rmSync(url.slice('sqlite:'.length) + end, { force: true });
    return;
  }
  const server = await openDatabase({ url, storagePath: '.' });
  const name = /stask_test_[0-9a-f]+/.exec(url)[0];
  try {
    await server.execute(
      kind === 'mysql' ? `DROP DATABASE IF EXISTS ${name}` : `DROP SCHEMA IF EXISTS ${name} CASCADE`,
    );
  } finally {
    await server.close();
  }
}
