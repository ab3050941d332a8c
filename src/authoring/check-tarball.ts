import { cp, mkdir, mkdtemp, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { STATIC_MANIFEST } from '../discovery/static-manifest.js';
import { ownField } from '../discovery/parse-package.js';
import { messageOf } from '../errors.js';
import { openAuthorPackage, type AuthorPackage } from './author-package.js';
import { checkAll, failed, passed, warned, type Check } from './check.js';
import { listPackedFiles } from './packed-files.js';

/** Whether what works in the folder works from the tarball. @returns the files of the tarball, too */
export async function checkTarball(author: AuthorPackage): Promise<{ checks: Check[]; files: readonly string[] }> {
  let files: readonly string[];
  try {
    files = await listPackedFiles(author.root);
  } catch (error) {
    return { checks: [failed('tarball', messageOf(error))], files: [] };
  }
  const checks = [checkEntries(author, files), ...checkMetadata(author, files)];
  if (
    checks.every(({ ok }) => ok) &&
    author.verdict.skipped.length === 0 &&
    (author.inspection?.candidates.length ?? 0) > 0
  )
    checks.push(await checkPublished(author, files));
  return { checks, files };
}

function checkEntries({ verdict }: AuthorPackage, files: readonly string[]): Check {
  const missing = (verdict.found?.entries ?? [])
    .map(({ relative }) => relative)
    .filter((path) => !files.includes(path));
  const problems = missing.map(
    (path) => `${path} is an entry and not in the tarball; add it to "files" in package.json`,
  );
  return checkAll('tarball', problems, `${files.length} files, every entry among them`);
}

function checkMetadata({ root, verdict, declaration: { json } }: AuthorPackage, files: readonly string[]): Check[] {
  const checks: Check[] = [];
  if (verdict.found?.staticManifest !== undefined && !files.includes(STATIC_MANIFEST))
    checks.push(failed('tarball', `${STATIC_MANIFEST} is not in the tarball; add it to "files" in package.json`));
  if (!files.some((path) => /^readme(\.|$)/i.test(path)))
    checks.push(warned('readme', `No README in ${root}; it is what people see on the page of the package.`));
  const keywords = ownField(json, 'keywords');
  if (!Array.isArray(keywords) || !keywords.includes('stask-worker'))
    checks.push(warned('keywords', 'Add "stask-worker" to "keywords", by which people search for workers.'));
  return checks;
}

/** Copies what would be published to where its dependencies are found, and looks at that copy as a host would. */
async function checkPublished(author: AuthorPackage, files: readonly string[]): Promise<Check> {
  const { root } = author;
  const modules = join(root, 'node_modules');
  const made = await mkdir(modules, { recursive: true });
  const copy = await mkdtemp(join(modules, '.stask-check-'));
  try {
    for (const path of files) {
      await mkdir(dirname(join(copy, path)), { recursive: true });
      await cp(join(root, path), join(copy, path));
    }
    const published = await openAuthorPackage(copy);
    const problems = [...published.verdict.skipped, ...(published.inspection?.skipped ?? [])]
      .filter(({ reason }) => reason !== 'abstract')
      .map(({ reason, detail }) => `${reason}: ${detail.replaceAll(copy, '<package>')}`);
    if (problems.length === 0) return passed('published copy', 'the files of the tarball alone give the same workers');
    return failed(
      'published copy',
      `${problems.join('; ')} It works here, not from the tarball: see "files" in package.json`,
    );
  } finally {
    await rm(copy, { recursive: true, force: true });
    if (made !== undefined) await rmdir(modules);
  }
}
