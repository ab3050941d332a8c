import { openAuthorPackage } from './author-package.js';
import { checkAuthorTools } from './check-author-tools.js';
import { checkDependencies } from './check-dependencies.js';
import { checkDiscovery } from './check-discovery.js';
import { checkExports } from './check-exports.js';
import { checkImport } from './check-import.js';
import { checkStaticManifest } from './check-static-manifest.js';
import { checkTarball } from './check-tarball.js';
import { checkWidgets } from './check-widgets.js';
import { checkWorkers } from './check-workers.js';
import type { Check } from './check.js';

/**
 * Everything that can fail once the package in `folder` is published, found before it is. Runs its code in processes of
 * their own, never in this one.
 *
 * @throws StaskError `STASK_PACKAGE_NOT_FOUND` when there is no package
 */
export async function checkPackage(folder: string): Promise<Check[]> {
  const author = await openAuthorPackage(folder);
  const { root, declaration, verdict, inspection } = author;
  const checks = checkDiscovery(author);
  if (declaration.failure !== undefined) return checks;
  const { checks: tarball, files } = await checkTarball(author);
  checks.push(...tarball, ...checkDependencies(root, declaration.json, files));
  if (files.length > 0) checks.push(checkExports(declaration.json, files), ...(await checkAuthorTools(root)));
  if (verdict.found === undefined || inspection === undefined) return checks;
  checks.push(...(await checkWorkers(root, inspection.candidates, files)), checkStaticManifest(author));
  if (inspection.candidates.length > 0)
    checks.push(...(await checkImport(verdict.found)), await checkWidgets(verdict.found));
  return checks;
}
