import { join } from 'node:path';
import { resolveEntries, type EntryProblem } from './entries.js';
import { exclusionOf, type PackageRules } from './exclusion.js';
import { mainEntryOf } from './main-entry.js';
import { readManifest, type Manifest } from './manifest.js';
import { peerMismatch } from './peer.js';
import { staticManifestIn } from './static-manifest.js';
import type { Declaration } from './declaration.js';
import type { FoundPackage } from './found-package.js';
import type { BrokenPackage, Notice, Skipped, SkipReason, WorkerPackage } from './report.js';

/** One check of a package, as `stask why` shows it. */
export interface CheckStep {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** What the checks of one package came to. */
export interface Verdict {
  readonly package: WorkerPackage;
  readonly steps: CheckStep[];
  readonly skipped: Skipped[];
  readonly notices: Notice[];
  /** With it the registry keeps the rows of the package: it is installed, only not usable. */
  broken?: BrokenPackage;
  found?: FoundPackage;
}

/** Checks one package up to its entry files; the first check that fails decides. Never throws for a bad package. */
export async function judgePackage(declaration: Declaration, print: string, rules: PackageRules): Promise<Verdict> {
  const { name, version, root, direct, json, failure } = declaration;
  const verdict: Verdict = { package: { name, version, root, direct }, steps: [], skipped: [], notices: [] };

  if (!declaration.declared) return note(verdict, 'declares workers', false, undeclared(declaration));
  const exclusion = exclusionOf(name, direct, rules);
  if (exclusion !== undefined) return fail(verdict, 'allowed by the host', 'excluded', `${exclusion}.`);
  note(verdict, 'allowed by the host', true, direct ? 'a dependency of the host' : 'a dependency of a dependency');

  if (failure !== undefined)
    return fail(verdict, 'package.json', failure.reason, `${failure.detail}.`, join(root, 'package.json'));
  note(verdict, 'package.json', true, `version ${version || 'unknown'}`);

  const manifest = await readManifest(json);
  if ('problem' in manifest) {
    return fail(verdict, 'manifest', 'manifest-schema', `${manifest.problem}.`, join(root, 'package.json'));
  }
  note(verdict, 'manifest', true, manifest.workers?.join(', ') ?? 'the main entry');
  verdict.notices.push(...manifest.unknownKeys.map((key) => unknownKey(name, key)));

  const mismatch = peerMismatch(json);
  if (mismatch !== undefined) return fail(verdict, 'peer range', 'peer-mismatch', `${mismatch}.`);
  note(verdict, 'peer range', true, 'allows this version of stask');
  return judgeEntries(verdict, manifest, declaration, print);
}

function judgeEntries(verdict: Verdict, manifest: Manifest, { root, json }: Declaration, print: string): Verdict {
  const resolved = tryResolving(root, manifest.workers ?? [mainEntryOf(json, root)]);
  for (const { path, reason, detail } of resolved.problems) fail(verdict, 'entries', reason, detail, path);
  if (resolved.entries.length === 0) return verdict;

  note(verdict, 'entries', true, resolved.entries.map(({ relative: path }) => path).join(', '));
  const staticManifest = staticManifestIn(root);
  verdict.found = {
    ...verdict.package,
    scope: manifest.scope,
    entries: resolved.entries,
    ...(staticManifest === undefined ? {} : { staticManifest }),
    fingerprint: print,
  };
  return verdict;
}

/** A package may vanish while it is looked at. */
function tryResolving(root: string, paths: readonly string[]): ReturnType<typeof resolveEntries> {
  try {
    return resolveEntries(root, paths);
  } catch (error) {
    const problem: EntryProblem = {
      path: root,
      reason: 'unreadable',
      detail: `The folder cannot be read: ${String(error)}`,
    };
    return { entries: [], problems: [problem] };
  }
}

function note(verdict: Verdict, check: string, ok: boolean, detail: string): Verdict {
  verdict.steps.push({ check, ok, detail });
  return verdict;
}

function fail(
  verdict: Verdict,
  check: string,
  reason: SkipReason,
  detail: string,
  path = verdict.package.root,
): Verdict {
  verdict.skipped.push({ package: verdict.package.name, path, reason, detail });
  verdict.broken ??= { package: verdict.package, reason, detail };
  return note(verdict, check, false, detail);
}

function unknownKey(name: string, key: string): Notice {
  const detail = `"stask" has the unknown key ${JSON.stringify(key)}; known are workers and scope.`;
  return { package: name, code: 'unknown-key', detail };
}

function undeclared({ file, json }: Declaration): string {
  if (file.kind === 'absent') return 'The folder has no package.json; an install may be under way.';
  if (file.kind === 'cut-short') return 'Its package.json is cut short; an install may be under way.';
  return Object.hasOwn(json, 'stask')
    ? 'It opts out: "stask" is false or null.'
    : 'Its package.json has no "stask" key.';
}
