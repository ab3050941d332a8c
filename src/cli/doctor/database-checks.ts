import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isStaskError, messageOf } from '../../errors.js';
import type { Stask } from '../../index.js';
import type { Cli } from '../command.js';
import { withHost } from '../host.js';
import { fail, ok, warn, type Check } from './check.js';
import { checkHealth, checkScan, checkVersions } from './registry-checks.js';
import { judgeSecretsMode } from './runtime-checks.js';

/** What needs the database. A file that does not exist yet is not made by looking. */
export async function checkDatabase(cli: Cli, storagePath: string): Promise<Check[]> {
  const file = sqliteFileOf(cli.common.database, cli.common.cwd, storagePath);
  if (file !== undefined && !existsSync(file)) {
    return [warn('database', `${file} does not exist yet; the first \`stask discover\` creates it`)];
  }
  try {
    return await withHost(cli, async (host) => [
      ok('database', `${host.database.place} is reachable and migrated`),
      await checkWritable(host),
      await checkScan(host),
      ...(await checkRows(host, file)),
    ]);
  } catch (error) {
    const advice = isStaskError(error, 'STASK_DATABASE_NOT_MIGRATED') ? ' Run `stask migrate`.' : '';
    const text = messageOf(error);
    return [fail('database', text.includes('stask migrate') ? text : text + advice)];
  }
}

async function checkRows(host: Stask, file: string | undefined): Promise<Check[]> {
  const rows = await host.getWorkers();
  return [...checkHealth(rows), ...checkVersions(rows), ...(await checkSecrets(host, rows, file))];
}

/** A write that touches no row; the database decides whether it would be allowed. */
async function checkWritable(host: Stask): Promise<Check> {
  try {
    await host.database.execute('UPDATE s_workers SET position = position WHERE 1 = 0');
    return ok('database writable', 'yes');
  } catch (error) {
    return fail('database writable', `${messageOf(error)} Give this user the right to write.`);
  }
}

async function checkSecrets(
  host: Stask,
  rows: ReadonlyArray<{ readonly identifier: string }>,
  file: string | undefined,
): Promise<Check[]> {
  if (file === undefined || process.platform === 'win32') return [];
  const withSecrets: string[] = [];
  for (const { identifier } of rows) {
    const masked = JSON.stringify(await host.getSettings(identifier));
    if (masked.includes('{"$secret":true}')) withSecrets.push(identifier);
  }
  return [judgeSecretsMode(file, statSync(file).mode, withSecrets)];
}

function sqliteFileOf(database: string | undefined, cwd: string, storagePath: string): string | undefined {
  if (database === undefined) return join(storagePath, 'stask.sqlite');
  const path = /^sqlite:(?:\/\/)?(.+)$/i.exec(database)?.[1];
  if (path === undefined || path === ':memory:') return undefined;
  return path.startsWith('/') ? path : join(cwd, path);
}
