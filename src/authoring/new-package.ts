import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf, StaskError } from '../errors.js';
import { assertNameIsFree } from './name-in-registry.js';
import { folderOf, problemOfFolder, problemOfName } from './package-name.js';
import { npm } from './run-npm.js';
import { scaffoldFiles, type ScaffoldOptions } from './scaffold.js';

export interface NewPackageOptions extends ScaffoldOptions {
  /** Folder in which the folder of the package is made. */
  readonly cwd: string;
  readonly install: boolean;
  /** Does not ask the registry: the name is not checked, and npm installs from its cache. */
  readonly offline: boolean;
  readonly dryRun: boolean;
  /** The registry has been asked for the name already. */
  readonly nameIsFree?: boolean;
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
  const folder = assertCanBeMade(name, cwd);
  const files = scaffoldFiles(options);
  const report = { name, folder, files: Object.keys(files).toSorted() };
  if (dryRun) return { ...report, written: false, installed: false };
  if (!offline && !options.nameIsFree) await askRegistry(options);
  await build(folder, files, async (draft) => {
    if (!install) return;
    onStep('Installing …');
    await installIn(draft, offline, signal);
  });
  return { ...report, written: true, installed: install };
}

type NameOptions = Pick<NewPackageOptions, 'name' | 'cwd' | 'signal' | 'onStep'>;

/**
 * Asks the registry whether the name of a new package is free.
 *
 * @throws StaskError `STASK_USAGE` when it is taken, and when the registry does not answer
 */
export async function askRegistry({ name, cwd, signal, onStep }: NameOptions): Promise<void> {
  onStep?.(`Asking the registry whether "${name}" is free …`);
  await assertNameIsFree(name, cwd, signal);
}

/**
 * The folder that a new package of this name gets in `cwd`.
 *
 * @throws StaskError `STASK_USAGE` for an invalid name, and for a folder that exists
 */
export function assertCanBeMade(name: string, cwd: string): string {
  const problem = problemOfName(name);
  if (problem !== undefined)
    throw new StaskError('STASK_USAGE', `${JSON.stringify(name)} cannot be the name of a package: ${problem}.`);
  const folder = join(cwd, folderOf(name));
  assertFree(folder);
  return folder;
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

function assertFree(folder: string): void {
  const problem = problemOfFolder(folder);
  if (problem !== undefined) throw new StaskError('STASK_USAGE', `${problem}. Nothing was written.`);
}
