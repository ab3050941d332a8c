import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf, StaskError } from '../errors.js';
import { assertNameIsFree } from './name-in-registry.js';
import { folderOf, problemOfName } from './package-name.js';
import { npm } from './run-npm.js';
import { scaffoldFiles, type ScaffoldOptions } from './scaffold.js';

export interface NewPackageOptions extends ScaffoldOptions {
  /** Folder in which the folder of the package is made. */
  readonly cwd: string;
  readonly install: boolean;
  /** Does not ask the registry: the name is not checked, and npm installs from its cache. */
  readonly offline: boolean;
  readonly dryRun: boolean;
  /** Ends it; nothing is left of what was begun. */
  readonly signal?: AbortSignal;
  /** Told what is being done. */
  readonly onStep?: (step: string) => void;
}

export interface NewPackageReport {
  readonly name: string;
  /** Absolute path. */
  readonly folder: string;
  readonly files: readonly string[];
  /** False after a dry run. */
  readonly written: boolean;
  readonly installed: boolean;
}

/**
 * Makes a worker package that builds, tests, packs and is found by hosts as it is. The folder appears when everything
 * is done; after an error there is none.
 *
 * @throws StaskError `STASK_USAGE` for an invalid or taken name, a folder that exists, a registry that does not answer;
 *   the signal's reason when that aborts
 */
export async function newPackage(options: NewPackageOptions): Promise<NewPackageReport> {
  const { name, cwd, install, offline, dryRun, signal, onStep = () => {} } = options;
  assertName(name);
  const folder = join(cwd, folderOf(name));
  assertFree(folder);
  const files = scaffoldFiles(options);
  const report = { name, folder, files: Object.keys(files).toSorted() };
  if (dryRun) return { ...report, written: false, installed: false };
  if (!offline) {
    onStep(`Asking the registry whether "${name}" is free …`);
    await assertNameIsFree(name, cwd, signal);
  }
  await build(folder, files, async (draft) => {
    if (!install) return;
    onStep('Installing …');
    await installIn(draft, offline, signal);
  });
  return { ...report, written: true, installed: install };
}

/** Fills a hidden folder beside the final one, which takes its place at the end. */
async function build(folder: string, files: Record<string, string>, finish: (draft: string) => Promise<void>) {
  mkdirSync(dirname(folder), { recursive: true });
  const draft = mkdtempSync(join(dirname(folder), '.stask-new-'));
  const remove = (): void => rmSync(draft, { recursive: true, force: true, maxRetries: 10 }); // npm may just be ending
  process.once('exit', remove); // also when a signal ends the process meanwhile
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(draft, path)), { recursive: true });
      writeFileSync(join(draft, path), text);
    }
    await finish(draft);
    assertFree(folder);
    renameSync(draft, folder);
  } finally {
    remove();
    process.off('exit', remove);
  }
}

async function installIn(draft: string, offline: boolean, signal?: AbortSignal): Promise<void> {
  try {
    await npm(['install', '--no-audit', '--no-fund', offline ? '--offline' : '--prefer-offline'], draft, signal);
  } catch (cause) {
    signal?.throwIfAborted();
    throw new StaskError(
      'STASK_USAGE',
      `${messageOf(cause)} Nothing was written; try again, or pass --no-install and install later.`,
      { cause },
    );
  }
}

function assertName(name: string): void {
  const problem = problemOfName(name);
  if (problem === undefined) return;
  throw new StaskError('STASK_USAGE', `${JSON.stringify(name)} cannot be the name of a package: ${problem}.`);
}

function assertFree(folder: string): void {
  if (!existsSync(folder)) return;
  throw new StaskError(
    'STASK_USAGE',
    `${folder} exists already; choose another name or remove it. Nothing was written.`,
  );
}
