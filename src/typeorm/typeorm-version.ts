import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Version of the TypeORM that sTask itself uses; a host's DataSource may be of another copy. */
export function typeormVersion(): string {
  const folder = dirname(createRequire(import.meta.url).resolve('typeorm'));
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version?: string };
  return version ?? '';
}
