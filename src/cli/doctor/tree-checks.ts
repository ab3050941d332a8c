import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import glob from 'fast-glob';
import { readPackageUp } from 'read-pkg-up';
import { messageOf } from '../../errors.js';
import { fail, ok, warn, type Check } from './check.js';

/** Folder of the nearest `package.json`; that is the host. */
export async function findHostRoot(cwd: string): Promise<{ readonly root: string | undefined; readonly check: Check }> {
  try {
    const found = await readPackageUp({ cwd, normalize: false });
    if (found === undefined) {
      return {
        root: undefined,
        check: fail('host', `No package.json in ${cwd} or above. Use --cwd, or run \`npm init -y\`.`),
      };
    }
    const root = dirname(found.path);
    return { root, check: ok('host', `${found.packageJson.name ?? 'unnamed'} in ${root}`) };
  } catch (error) {
    return {
      root: undefined,
      check: fail('host', `The package.json of ${cwd} cannot be read: ${messageOf(error)}. Correct it.`),
    };
  }
}

const LAYOUTS: ReadonlyArray<readonly [mark: string, layout: string]> = [
  ['.pnp.cjs', 'Yarn Plug’n’Play'],
  ['node_modules/.pnpm', 'pnpm, isolated'],
  ['node_modules/.modules.yaml', 'pnpm, hoisted'],
  ['node_modules/.yarn-state.yml', 'Yarn, node_modules'],
  ['node_modules/.yarn-integrity', 'Yarn classic'],
  ['node_modules/.store', 'npm, linked'],
  ['node_modules/.package-lock.json', 'npm'],
];

/** Looks in the host and, for a workspace, in the folders above it. */
export function checkLayout(root: string): Check {
  for (let folder = root; ; folder = dirname(folder)) {
    const found = LAYOUTS.find(([mark]) => existsSync(join(folder, mark)));
    if (found !== undefined) return ok('install', `${found[1]}${folder === root ? '' : ` (in ${folder})`}`);
    if (dirname(folder) === folder) break;
  }
  return existsSync(join(root, 'node_modules'))
    ? ok('install', 'node_modules of an unknown package manager')
    : warn('install', `${root} has no node_modules. Install its dependencies.`);
}

/** Two copies work, but decorators and entities of one are strangers to the other: worth knowing. */
export async function checkCopies(name: 'stask' | 'typeorm', root: string): Promise<Check> {
  const copies = await findCopies(name, root);
  const list = [...copies].map(([path, version]) => `${version} in ${path}`).join('; ');
  if (copies.size === 0) return ok(`${name} copies`, 'none in this tree');
  return copies.size === 1
    ? ok(`${name} copies`, `one, ${list}`)
    : warn(`${name} copies`, `${copies.size}: ${list}. Deduplicate with your package manager.`);
}

/** Real folders and versions of every copy under the host's `node_modules`, and of the running one. */
async function findCopies(name: string, root: string): Promise<Map<string, string>> {
  const files = await glob(`**/node_modules/${name}/package.json`, {
    cwd: root,
    absolute: true,
    dot: true,
    followSymbolicLinks: false,
    suppressErrors: true,
  });
  const links = await glob([`node_modules/${name}`, `node_modules/.pnpm/node_modules/${name}`], {
    cwd: root,
    absolute: true,
    dot: true,
    onlyFiles: false,
    followSymbolicLinks: false,
  });
  const running = name === 'stask' ? [fileURLToPath(new URL('../../../package.json', import.meta.url))] : [];
  const copies = new Map<string, string>();
  for (const file of [...running, ...files, ...links.map((link) => join(link, 'package.json'))]) {
    const folder = await realpath(dirname(file)).catch(() => undefined);
    if (folder !== undefined && !copies.has(folder)) copies.set(folder, await versionIn(folder));
  }
  return copies;
}

async function versionIn(folder: string): Promise<string> {
  try {
    return (
      (JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version?: string }).version ?? 'unknown'
    );
  } catch {
    return 'unknown'; // a copy that cannot be read is still a copy
  }
}
