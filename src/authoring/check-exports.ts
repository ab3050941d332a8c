import { posix } from 'node:path';
import { isRecord, ownField, type PackageJson } from '../discovery/parse-package.js';
import { checkAll, failed, warned, type Check } from './check.js';

/** Whether what others import, types included, is in the tarball. */
export function checkExports(json: PackageJson, files: readonly string[]): Check {
  const exported = ownField(json, 'exports');
  const targets = [exported, ownField(json, 'main'), typesField(json)].flatMap(filesIn);
  const missing = targets.filter((path) => !path.includes('*') && !isPacked(path, files));
  if (missing.length > 0)
    return failed(
      'exports',
      `${missing.join(', ')} is not in the tarball; build it, or correct "exports" and "files".`,
    );
  if (!hasTypes(exported) && typesField(json) === undefined)
    return warned(
      'exports',
      'No types: add a "types" condition to "exports", so that hosts in TypeScript can import it.',
    );
  return checkAll('exports', [], [...new Set(targets)].join(', '));
}

function typesField(json: PackageJson): unknown {
  return ownField(json, 'types') ?? ownField(json, 'typings');
}

function filesIn(target: unknown): string[] {
  if (typeof target === 'string') return [posix.normalize(target)];
  return isRecord(target) || Array.isArray(target) ? Object.values(target).flatMap(filesIn) : [];
}

/** `main` may leave out `.js` and `/index.js`. */
function isPacked(path: string, files: readonly string[]): boolean {
  return [path, `${path}.js`, posix.join(path, 'index.js')].some((candidate) => files.includes(candidate));
}

function hasTypes(target: unknown): boolean {
  return isRecord(target) && (Object.hasOwn(target, 'types') || Object.values(target).some(hasTypes));
}
