import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readPackageUpSync } from 'read-pkg-up';
import { messageOf } from '../errors.js';
import { readPackageFileText } from './package-file.js';
import { isRecord, ownField, parsePackage, type PackageJson } from './parse-package.js';
import { foldersAbove, workspaceRootOf } from './workspace.js';

/** The app whose packages are looked at. */
export interface Host {
  /** Real path of the folder with its `package.json`, of `cwd` when there is none. */
  readonly root: string;
  readonly name: string;
  /** False when its `package.json` is missing or no JSON object. */
  readonly readable: boolean;
  /** Names in its own dependencies of every kind. */
  readonly dependencies: ReadonlySet<string>;
  /** `node_modules` folders it shares, nearest first. */
  readonly nodeModules: readonly string[];
  /** What makes a scan from here incomplete. */
  readonly problems: readonly string[];
  /** Set when there is no `node_modules` to rely on, which is as it should be under Plug'n'Play only. */
  readonly absence?: string;
}

const DEPENDENCY_FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/** Finds the host of `cwd` by read-pkg-up. Never throws: a host that cannot be read is one with problems. */
export function findHost(cwd: string): Host {
  let folder: string;
  try {
    folder = realpathSync(cwd);
  } catch (error) {
    return {
      ...describe(cwd, undefined),
      nodeModules: [],
      problems: [`The folder ${cwd} cannot be read: ${messageOf(error)}`],
    };
  }
  const found = readHostPackage(folder);
  const described = describe(found.root, found.json);
  return {
    ...described,
    ...sharedNodeModules(found.root, [...described.dependencies]),
    problems: found.problem === undefined ? [] : [found.problem],
  };
}

interface HostPackage {
  readonly root: string;
  readonly json?: PackageJson | undefined;
  readonly problem?: string;
}

function readHostPackage(folder: string): HostPackage {
  try {
    const found = readPackageUpSync({ cwd: folder, normalize: false });
    if (found === undefined) return { root: folder, problem: `No package.json in ${folder} or above it` };
    if (isRecord(found.packageJson)) return { root: dirname(found.path), json: found.packageJson };
    return { root: dirname(found.path), problem: `${found.path} holds no JSON object` };
  } catch (error) {
    return readDespite(folder, error);
  }
}

/** read-pkg-up says neither where the file is that it could not parse, nor does it accept a byte order mark. */
function readDespite(folder: string, error: unknown): HostPackage {
  const root = [folder, ...foldersAbove(folder)].find((above) => existsSync(join(above, 'package.json'))) ?? folder;
  const text = readPackageFileText(join(root, 'package.json'));
  const parsed = text === undefined ? undefined : parsePackage(text);
  if (parsed !== undefined && 'json' in parsed) return { root, json: parsed.json };
  return { root, problem: `${join(root, 'package.json')} of the host cannot be read: ${messageOf(error)}` };
}

function describe(
  root: string,
  json: PackageJson | undefined,
): Pick<Host, 'root' | 'name' | 'readable' | 'dependencies'> {
  const name = ownField(json, 'name');
  const listed = DEPENDENCY_FIELDS.map((field) => ownField(json, field)).filter(isRecord);
  return {
    root,
    readable: json !== undefined,
    name: typeof name === 'string' && name !== '' ? name : basename(root),
    dependencies: new Set(listed.flatMap((dependencies) => Object.keys(dependencies))),
  };
}

/** Its own folder and those of the workspace it belongs to; without any, the nearest above, as Node would find it. */
function sharedNodeModules(root: string, dependencies: string[]): Pick<Host, 'nodeModules' | 'absence'> {
  const above = foldersAbove(root);
  const workspaceRoot = workspaceRootOf(root);
  const owners = [root, ...above.slice(0, workspaceRoot === undefined ? 0 : above.indexOf(workspaceRoot) + 1)];
  const shared = owners.map((folder) => join(folder, 'node_modules')).filter((folder) => existsSync(folder));
  if (shared.length > 0) return { nodeModules: shared };

  const lender = above.find(
    (folder) => existsSync(join(folder, 'node_modules')) && existsSync(join(folder, 'package.json')),
  );
  const absence = `No node_modules in ${root}; run the install of your package manager`;
  if (lender === undefined) return { nodeModules: [], absence };
  const borrowed = join(lender, 'node_modules');
  const installed = dependencies.length > 0 && dependencies.every((name) => existsSync(join(borrowed, name)));
  return installed ? { nodeModules: [borrowed] } : { nodeModules: [borrowed], absence };
}
