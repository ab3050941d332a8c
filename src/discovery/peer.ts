import semver from 'semver';
import { OWN_VERSION } from './own-package.js';
import { ownField, type PackageJson } from './parse-package.js';

/** Ranges of local development that name a place, not versions. */
const LOCAL = /^(file|link|portal|catalog|git|git\+.*|https?|github):/;

/** Why the `stask` peer range of a package does not allow this version, `undefined` when it does or has none. */
export function peerMismatch(json: PackageJson, version = OWN_VERSION): string | undefined {
  const range = ownField(ownField(json, 'peerDependencies'), 'stask');
  if (range === undefined) return undefined;
  if (typeof range !== 'string') return `peerDependencies.stask must be a version range, got ${JSON.stringify(range)}`;
  if (LOCAL.test(range)) return undefined;
  const wanted = range.replace(/^workspace:[\^~*]?/, '');
  if (wanted === '' || semver.satisfies(version, wanted, { includePrerelease: true })) return undefined;
  return semver.validRange(wanted) === null
    ? `peerDependencies.stask "${range}" is no version range; this is stask ${version}`
    : `It wants stask ${range}, this is stask ${version}; install a version of it for this one`;
}
