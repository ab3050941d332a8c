import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after } from 'node:test';
import { resolveDiscoveryOptions, type DiscoveryOptions } from '#src/discovery/discovery-options.js';
import { scanPackages } from '#src/discovery/scan.js';
import type { Scan } from '#src/discovery/scan-record.js';

const FIXTURES = join(dirname(fileURLToPath(import.meta.url)), '../../../fixtures/discovery');

export function fixtureHost(name: string): string {
  return join(FIXTURES, name);
}

/** A link in a tree, to a path relative to its own folder. */
export interface Link {
  readonly link: string;
}

export type TreeFiles = Readonly<Record<string, string | object | Link>>;

/** An empty folder that is gone after the tests of this file. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'stask-tree-')));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files (text), JSON files (objects), folders (paths that end with `/`) and links into a folder. */
export function writeTree(files: TreeFiles, root = temporaryFolder()): string {
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    mkdirSync(path.endsWith('/') ? file : dirname(file), { recursive: true });
    if (path.endsWith('/')) continue;
    if (typeof content === 'string') writeFileSync(file, content);
    else if ('link' in content) symlinkSync(content.link, file);
    else writeFileSync(file, JSON.stringify(content));
  }
  return root;
}

/** The files of a package with one worker in its main entry. */
export function workerPackage(folder: string, version = '1.0.0', more: object = {}): TreeFiles {
  const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return {
    [`${folder}/package.json`]: { name, version, type: 'module', stask: true, ...more },
    [`${folder}/index.js`]: '',
  };
}

export async function scan(cwd: string, more: Partial<DiscoveryOptions> = {}): Promise<Scan> {
  return scanPackages(resolveDiscoveryOptions({ cwd, storagePath: temporaryFolder(), ...more }));
}

/** Names of the packages found, with `*` behind the direct ones. */
export function namesOf({ found }: Scan): string[] {
  return found.map(({ name, direct }) => (direct ? `${name}*` : name));
}

/** `package: reason` of everything left out. */
export function reasonsOf({ skipped }: Scan): string[] {
  return skipped.map(({ package: name, reason }) => `${name}: ${reason}`);
}
