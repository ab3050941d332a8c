import { readFileSync } from 'node:fs';

/** Version of this package. */
export const STASK_VERSION = versionIn(new URL('../../package.json', import.meta.url));

function versionIn(file: URL): string {
  return (JSON.parse(readFileSync(file, 'utf8')) as { version?: string }).version ?? '';
}
