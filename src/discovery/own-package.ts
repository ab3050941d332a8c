import { readFileSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../../package.json', import.meta.url));

/** Real path of the folder of this copy of sTask. */
export const OWN_ROOT = realpathSync(dirname(file));

/** Version of this copy, against which peer ranges are checked. */
export const OWN_VERSION = (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
