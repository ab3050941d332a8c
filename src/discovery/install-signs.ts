import { existsSync, type Dirent } from 'node:fs';
import { dirname, join } from 'node:path';

/** What an unfinished install leaves in a `node_modules` folder, as texts for people; empty when there is none. */
export function installSigns(folder: string, entries: readonly Dirent[], shared: boolean): string[] {
  const hidden = entries.filter(({ name }) => name.startsWith('.'));
  const retired = hidden.filter((entry) => isRetired(folder, entry)).map(({ name }) => join(folder, name));
  const signs = retired.map((path) => `${path} was put aside by an npm install that has not finished`);
  return shared ? [...signs, ...missingMarkers(folder, new Set(entries.map(({ name }) => name)))] : signs;
}

/**
 * npm moves a package to `.name-hash` while it puts another in place, the hash being 8 letters and digits.
 * Other tools have dot folders too, so a suffix that could be a word counts only around a package.
 */
function isRetired(folder: string, entry: Dirent): boolean {
  const suffix = /^\.[^.].*-([A-Za-z0-9]{6,10})$/.exec(entry.name)?.[1];
  if (suffix === undefined || !entry.isDirectory()) return false;
  return /[A-Z0-9]/.test(suffix) || existsSync(join(folder, entry.name, 'package.json'));
}

/** npm and pnpm write a file of their own when everything is in place. */
function missingMarkers(folder: string, names: ReadonlySet<string>): string[] {
  if (names.has('.pnpm') && !names.has('.modules.yaml'))
    return [`${folder} has no .modules.yaml, which pnpm writes last`];
  const madeByOther = OTHER_MARKERS.some((marker) => names.has(marker));
  const empty = [...names].every((name) => name.startsWith('.'));
  if (names.has('.package-lock.json') || madeByOther || empty || !lockedByNpmOnly(dirname(folder))) return [];
  return [`${folder} has no .package-lock.json, which npm writes last`];
}

const OTHER_MARKERS = ['.modules.yaml', '.yarn-integrity', '.yarn-state.yml', '.bun', '.deno'];
const OTHER_LOCKS = ['yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb', 'deno.lock'];

function lockedByNpmOnly(project: string): boolean {
  const has = (file: string) => existsSync(join(project, file));
  return (has('package-lock.json') || has('npm-shrinkwrap.json')) && !OTHER_LOCKS.some(has);
}
