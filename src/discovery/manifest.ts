import { ownField, isRecord, type PackageJson } from './parse-package.js';

/** What the `stask` key of a `package.json` says. */
export interface Manifest {
  /** Files or globs relative to the package; `undefined` means its main entry. */
  readonly workers: readonly string[] | undefined;
  /** Default scope, `''` without one. */
  readonly scope: string;
  readonly unknownKeys: readonly string[];
}

/** True when the package says that it has workers; `false` and `null` opt out. */
export function declaresWorkers(json: PackageJson): boolean {
  const declared = ownField(json, 'stask');
  return declared !== undefined && declared !== null && declared !== false;
}

/** Reads the `stask` key of a package that {@link declaresWorkers}. The problem says which field is wrong and why. */
export async function readManifest(json: PackageJson): Promise<Manifest | { readonly problem: string }> {
  const plain = readPlainManifest(json);
  if (plain !== undefined) return plain;
  const declared = ownField(json, 'stask');
  if (!isRecord(declared)) return { problem: `"stask" must be an object, true or false, got ${nameOf(declared)}` };

  const workers = ownField(declared, 'workers');
  const scope = ownField(declared, 'scope');
  // Loaded when there is something to explain: class-validator takes longer than a whole scan.
  const { problemsOfManifest } = await import('./manifest-dto.js');
  const problem = workers === null || scope === null ? 'null is not allowed' : problemsOfManifest({ workers, scope });
  return problem === '' ? manifestOf(declared) : { problem: `"stask": ${problem}` };
}

/** The same at once, for a manifest as most are written; `undefined` for one that takes a closer look. */
export function readPlainManifest(json: PackageJson): Manifest | undefined {
  const declared = ownField(json, 'stask');
  if (declared === true) return { workers: undefined, scope: '', unknownKeys: [] };
  if (!isRecord(declared)) return undefined;
  return isPlainlyValid(ownField(declared, 'workers'), ownField(declared, 'scope')) ? manifestOf(declared) : undefined;
}

/** Of an object that is known to be valid. */
function manifestOf(declared: Readonly<Record<string, unknown>>): Manifest {
  const workers = ownField(declared, 'workers') as string | string[] | undefined;
  return {
    workers: typeof workers === 'string' ? [workers] : workers,
    scope: (ownField(declared, 'scope') as string | undefined) ?? '',
    unknownKeys: Object.keys(declared).filter((key) => key !== 'workers' && key !== 'scope'),
  };
}

/** True only for what `ManifestDto` accepts, too; a test compares the two. */
export function isPlainlyValid(workers: unknown, scope: unknown): boolean {
  const paths = typeof workers === 'string' ? [workers] : (workers ?? ['.']);
  return (
    workers !== null &&
    Array.isArray(paths) &&
    paths.length > 0 &&
    paths.every((path) => typeof path === 'string' && /^[\w@./*!-]+$/.test(path)) &&
    (scope === undefined || (typeof scope === 'string' && scope.length <= 64))
  );
}

function nameOf(value: unknown): string {
  return JSON.stringify(value).slice(0, 80);
}
