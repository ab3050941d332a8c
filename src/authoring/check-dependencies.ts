import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import semver from 'semver';
import { ownField, type PackageJson } from '../discovery/parse-package.js';
import { checkAll, failed, passed, warned, type Check } from './check.js';

/** `stask` belongs to the host, so it is a peer; everything that is imported must be installed with the package. */
export function checkDependencies(root: string, json: PackageJson, files: readonly string[]): Check[] {
  return [checkPeer(json), checkImports(root, json, files)];
}

function checkPeer(json: PackageJson): Check {
  const range = ownField(ownField(json, 'peerDependencies'), 'stask');
  if (ownField(ownField(json, 'dependencies'), 'stask') !== undefined)
    return failed('peer', 'stask is in "dependencies", so hosts get a second copy; move it to "peerDependencies".');
  if (range === undefined)
    return failed(
      'peer',
      'Add stask to "peerDependencies", such as "stask": "^1.0.0", so that hosts know what it needs.',
    );
  if (typeof range !== 'string' || semver.validRange(range.replace(/^workspace:[\^~*]?/, '')) === null)
    return failed('peer', `peerDependencies.stask ${JSON.stringify(range)} is no version range that npm can check.`);
  if (range === '*' || range === '')
    return warned('peer', 'peerDependencies.stask allows every version, future ones too.');
  return passed('peer', `peerDependencies.stask ${range}`);
}

const IMPORT = /(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\()\s*(['"])([^'"\n]+)\1/g;

/** Packages that the published code imports and that only the author has. */
function checkImports(root: string, json: PackageJson, files: readonly string[]): Check {
  const installed = namesIn(json, ['dependencies', 'peerDependencies', 'optionalDependencies']);
  const own = namesIn(json, ['devDependencies']).filter((name) => !installed.includes(name));
  const problems = files
    .filter((path) => /\.[cm]?js$/.test(path))
    .flatMap((path) => importsOf(join(root, path)).map((name) => [path, name] as const))
    .filter(([, name]) => own.includes(name))
    .map(([path, name]) => `${path} imports "${name}", which is only in "devDependencies"; move it to "dependencies"`);
  return checkAll('dependencies', [...new Set(problems)], installed.join(', ') || 'none');
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return [...text.matchAll(IMPORT)]
    .map((match) => match[2] ?? '')
    .filter((specifier) => !/^[./#]|^node:/.test(specifier) && !builtinModules.includes(specifier))
    .map((specifier) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    );
}

function namesIn(json: PackageJson, fields: readonly string[]): string[] {
  return fields.flatMap((field) => Object.keys(ownField(json, field) ?? {}));
}
