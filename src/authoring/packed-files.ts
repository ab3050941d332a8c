import { npm } from './run-npm.js';

/** Paths of the files that `npm publish` would upload, with `/`, relative to the package. */
export async function listPackedFiles(root: string): Promise<string[]> {
  const { stdout } = await npm(['pack', '--dry-run', '--json', '--ignore-scripts'], root);
  const answer = JSON.parse(stdout) as unknown;
  const packages = Object.values(answer as object) as Array<{ files: ReadonlyArray<{ path: string }> }>;
  return (packages[0]?.files ?? []).map(({ path }) => path);
}
