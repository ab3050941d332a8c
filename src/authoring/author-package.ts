import { realpathSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { readDeclaration, type Declaration } from '../discovery/declaration.js';
import { fingerprintOf } from '../discovery/fingerprint.js';
import type { FoundPackage } from '../discovery/found-package.js';
import { inspectPackages, type InspectionReport } from '../discovery/inspect-packages.js';
import { judgePackage, type Verdict } from '../discovery/judge-package.js';
import { ANY_OBJECT, readPackageFile } from '../discovery/package-file.js';
import { ownField } from '../discovery/parse-package.js';
import { messageOf, StaskError } from '../errors.js';

/** A package in the folder of its author, judged as a host that depends on it would. */
export interface AuthorPackage {
  readonly root: string;
  readonly declaration: Declaration;
  readonly verdict: Verdict;
  /** What its code is; undefined when the checks before that failed. */
  readonly inspection: InspectionReport | undefined;
}

const HOST_RULES = { allow: [], deny: [], directOnly: false };
const INSPECT_TIMEOUT_MS = 30_000;

/**
 * Judges and inspects the package in a folder with the functions of discovery, its static manifest left aside.
 *
 * @throws StaskError `STASK_PACKAGE_NOT_FOUND` when the folder holds no package
 */
export async function openAuthorPackage(folder: string, timeoutMs = INSPECT_TIMEOUT_MS): Promise<AuthorPackage> {
  const declaration = readAuthorPackage(folder);
  const { root } = declaration;
  const verdict = await judgePackage(declaration, fingerprintOf(root), HOST_RULES);
  const { found } = verdict;
  return { root, declaration, verdict, inspection: found && (await inspectPackage(found, timeoutMs)) };
}

/** Runs the code of a package in a process of its own, whatever its static manifest says. */
function inspectPackage(
  { staticManifest: _unused, ...found }: FoundPackage,
  inspectTimeoutMs: number,
): Promise<InspectionReport> {
  return inspectPackages([found], { inspectTimeoutMs, hostRoot: found.root });
}

/**
 * What the `package.json` in a folder declares.
 *
 * @throws StaskError `STASK_PACKAGE_NOT_FOUND` when there is none
 */
export function readAuthorPackage(folder: string): Declaration {
  const root = realFolder(folder);
  const path = join(root, 'package.json');
  const mentioned = readPackageFile(path);
  const file = mentioned.kind === 'plain' ? readPackageFile(path, ANY_OBJECT) : mentioned;
  if (file.kind === 'absent')
    throw new StaskError(
      'STASK_PACKAGE_NOT_FOUND',
      `No package.json in ${root}. Run this in the folder of a worker package, or make one with \`stask new NAME\`.`,
    );
  const declaration = readDeclaration({ name: basename(root), root, direct: true, file });
  const name = ownField(declaration.json, 'name');
  return typeof name === 'string' && name !== '' ? { ...declaration, name } : declaration;
}

function realFolder(folder: string): string {
  try {
    return realpathSync.native(resolve(folder));
  } catch (cause) {
    throw new StaskError('STASK_PACKAGE_NOT_FOUND', `The folder ${folder} cannot be read: ${messageOf(cause)}.`, {
      cause,
    });
  }
}
