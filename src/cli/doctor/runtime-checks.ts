import { readFileSync } from 'node:fs';
import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import semver from 'semver';
import { messageOf } from '../../errors.js';
import { fail, ok, warn, type Check } from './check.js';

export function checkNode(): Check {
  const manifest = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  const wanted = (JSON.parse(manifest) as { engines: { node: string } }).engines.node;
  const { version } = process;
  return semver.satisfies(version, wanted)
    ? ok('node', `Node ${version}`)
    : fail('node', `Node ${version} is too old. Install a version that satisfies ${wanted}.`);
}

/** The driver of the database that is used, loaded for real: native code may be missing for this platform. */
export async function checkDriver(database: string | undefined): Promise<Check> {
  const kind = database === undefined ? 'sqlite' : (/^[a-z]+/i.exec(database)?.[0] ?? '').toLowerCase();
  const load = DRIVERS[kind];
  if (load === undefined)
    return fail('driver', `No driver for ${kind || 'this'} databases. Use sqlite:, mysql:// or postgres://.`);
  try {
    return ok('driver', await load());
  } catch (error) {
    return fail(
      'driver',
      `The driver for ${kind} cannot be loaded: ${messageOf(error)} Reinstall stask for this platform.`,
    );
  }
}

const mysql = async (): Promise<string> => {
  await import('mysql2');
  return 'MySQL and MariaDB: mysql2';
};
const postgres = async (): Promise<string> => {
  await import('pg');
  return 'PostgreSQL: pg';
};

const DRIVERS: Readonly<Record<string, () => Promise<string>>> = {
  async sqlite() {
    const { default: Database } = await import('libsql');
    const memory = new Database(':memory:');
    try {
      const row = memory.prepare('SELECT sqlite_version() AS version').get() as { version: string };
      return `SQLite ${row.version}: libsql`;
    } finally {
      memory.close();
    }
  },
  mysql,
  mariadb: mysql,
  postgres,
  postgresql: postgres,
};

/** Tries a real write; a folder that does not exist yet is made by the first task. */
export async function checkStorage(path: string): Promise<Check> {
  const existing = await nearestExisting(path);
  if (existing !== path) {
    const creatable = await access(existing, constants.W_OK).then(
      () => true,
      () => false,
    );
    return creatable
      ? ok('storage', `${path} does not exist yet and can be created`)
      : fail('storage', `${path} does not exist and ${existing} is not writable. Create the folder for this user.`);
  }
  try {
    await rm(await mkdtemp(join(path, '.doctor-')), { recursive: true });
    return ok('storage', `${path} is writable`);
  } catch (error) {
    return fail('storage', `${path} is not writable: ${messageOf(error)}. Progress and logs of tasks would be lost.`);
  }
}

async function nearestExisting(path: string): Promise<string> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  return exists || dirname(path) === path ? path : nearestExisting(dirname(path));
}

/** File modes of a database with secrets in it; other systems than POSIX have none. */
export function judgeSecretsMode(place: string, mode: number, workers: readonly string[]): Check {
  if (workers.length === 0) return ok('secrets', 'no worker stores a secret');
  if ((mode & 0o077) === 0) return ok('secrets', `${place} is readable by its owner only`);
  const octal = (mode & 0o777).toString(8);
  return warn(
    'secrets',
    `${place} has mode ${octal} and holds secrets of ${workers.join(', ')}. Run \`chmod 600 ${place}\`.`,
  );
}
