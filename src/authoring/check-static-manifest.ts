import { join } from 'node:path';
import { STATIC_MANIFEST } from '../discovery/static-manifest.js';
import { messageOf } from '../errors.js';
import type { AuthorPackage } from './author-package.js';
import { failed, passed, warned, type Check } from './check.js';
import { manifestText, readText } from './pack-manifest.js';

/** Whether hosts can register the package without importing it. */
export function checkStaticManifest(author: AuthorPackage): Check {
  const text = readText(join(author.root, STATIC_MANIFEST));
  if (text === undefined)
    return warned(
      'static manifest',
      `No ${STATIC_MANIFEST}, so hosts import the package to register it; \`stask pack\` writes one.`,
    );
  try {
    if (text === manifestText(author)) return passed('static manifest', `${STATIC_MANIFEST} is up to date`);
    return failed('static manifest', `${STATIC_MANIFEST} does not describe this code; run \`stask pack\`.`);
  } catch (error) {
    return failed('static manifest', messageOf(error));
  }
}
