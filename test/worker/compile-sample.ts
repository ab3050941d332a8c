import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The repository: the compiled tests are in `build/test/worker`. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** A folder inside the repository, so that `stask/worker` resolves to what is built here. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  mkdirSync(join(root, 'build'), { recursive: true });
  const path = mkdtempSync(join(root, 'build', 'worker-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Compiles one TypeScript file of `test/worker` with the real compiler and gives the URL of the result. */
export function compile(file: string, into: string, ...flags: readonly string[]): string {
  const options = ['--target', 'es2022', '--module', 'nodenext', '--strict', '--skipLibCheck', '--types', 'node'];
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const sources = join(root, 'test/worker');
  execFileSync(
    process.execPath,
    [tsc, '--ignoreConfig', '--rootDir', sources, '--outDir', into, ...options, ...flags, join(sources, file)],
    {
      cwd: root,
    },
  );
  return pathToFileURL(join(into, file.replace(/\.ts$/, '.js'))).href;
}
