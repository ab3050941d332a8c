import { statSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord, ownField, type PackageJson } from './parse-package.js';

/** Conditions of an import in Node, then those of a require, for packages that offer only that. */
const CONDITIONS = [
  ['node', 'import', 'module-sync', 'default'],
  ['node', 'require', 'default'],
];

/**
 * The main entry of a package as a path inside it, found as Node finds it: `exports["."]`, `main`, `index.js`.
 * The file need not exist.
 */
export function mainEntryOf(json: PackageJson, root: string): string {
  const exported = exportedMain(ownField(json, 'exports'));
  if (exported !== undefined) return exported;
  const main = ownField(json, 'main');
  if (typeof main !== 'string' || main === '') return 'index.js';
  return [main, `${main}.js`, `${main}/index.js`].find((path) => isFile(join(root, path))) ?? main;
}

function exportedMain(exported: unknown): string | undefined {
  const main =
    isRecord(exported) && Object.keys(exported).some((key) => key.startsWith('.')) ? ownField(exported, '.') : exported;
  return CONDITIONS.map((conditions) => targetOf(main, conditions)).find((target) => target !== undefined);
}

function targetOf(target: unknown, conditions: readonly string[]): string | undefined {
  if (typeof target === 'string') return target;
  const inner = Array.isArray(target)
    ? target
    : isRecord(target)
      ? Object.entries(target).flatMap(([condition, value]) => (conditions.includes(condition) ? [value] : []))
      : [];
  for (const value of inner) {
    const found = targetOf(value, conditions);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    return false; // what cannot be looked at is reported when the entry is resolved
  }
}
