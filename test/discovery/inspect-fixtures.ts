import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FoundPackage } from '#src/discovery/found-package.js';
import { inspectPackages, type InspectionReport, type InspectOptions } from '#src/discovery/inspect-packages.js';

/** Root of the repository, seen from `build/test/discovery`. */
export const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '../../..');

const FIXTURES = join(REPOSITORY, 'fixtures/inspect');

/** A package as the finding half hands it over; without `entries` every script in its folder is one, sorted. */
export function packageIn(
  root: string,
  name: string,
  change: Partial<FoundPackage> & { files?: string[] } = {},
): FoundPackage {
  const {
    files = readdirSync(root)
      .filter((file) => /\.c?js$/.test(file))
      .toSorted(),
    ...rest
  } = change;
  return {
    name,
    version: '1.0.0',
    root,
    direct: true,
    scope: '',
    entries: files.map((relative) => ({ file: join(root, relative), relative })),
    fingerprint: 'first',
    ...rest,
  };
}

export function fixture(name: string, change: Parameters<typeof packageIn>[2] = {}): FoundPackage {
  return packageIn(join(FIXTURES, name), name, change);
}

export function inspect(
  found: ReadonlyArray<string | FoundPackage>,
  options: Partial<InspectOptions> = {},
): Promise<InspectionReport> {
  const packages = found.map((one) => (typeof one === 'string' ? fixture(one) : one));
  return inspectPackages(packages, { inspectTimeoutMs: 20_000, hostRoot: REPOSITORY, ...options });
}

export function identifiers({ candidates }: InspectionReport): string[] {
  return candidates.map(({ identifier }) => identifier);
}

/** `package: reason` of everything left out. */
export function reasons({ skipped }: InspectionReport): string[] {
  return skipped.map(({ package: name, reason }) => `${name}: ${reason}`);
}
