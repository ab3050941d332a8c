import { existsSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { matchesPattern } from './name-pattern.js';
import { readPackageFileText } from './package-file.js';
import { ownField, parsePackage } from './parse-package.js';

/**
 * The folder above `root` that names it as one of its workspaces: npm, yarn and bun by `workspaces`, pnpm by its file.
 * Only such a folder shares its `node_modules` with the host; one that happens to lie above does not.
 */
export function workspaceRootOf(root: string): string | undefined {
  return foldersAbove(root).find((folder) => claims(folder, root));
}

/** Every folder above, nearest first. */
export function foldersAbove(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [] : [parent, ...foldersAbove(parent)];
}

function claims(folder: string, root: string): boolean {
  if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return true;
  const inside = relative(folder, root).split(sep).join(posix.sep);
  const patterns = workspacePatterns(join(folder, 'package.json')).map((pattern) => posix.normalize(`${pattern}/.`));
  const named = (pattern: string) => matchesPattern(inside, pattern.replace(/\/$/, ''));
  return patterns.some((pattern) => !pattern.startsWith('!') && named(pattern));
}

function workspacePatterns(file: string): string[] {
  const text = readPackageFileText(file);
  const parsed = text === undefined ? undefined : parsePackage(text);
  if (parsed === undefined || 'problem' in parsed) return [];
  const declared = ownField(parsed.json, 'workspaces');
  const patterns = Array.isArray(declared) ? declared : ownField(declared, 'packages');
  return Array.isArray(patterns) ? patterns.filter((pattern) => typeof pattern === 'string') : [];
}
