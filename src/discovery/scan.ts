import { performance } from 'node:perf_hooks';
import type { Declaration } from './declaration.js';
import type { ResolvedDiscoveryOptions } from './discovery-options.js';
import { fingerprintOf } from './fingerprint.js';
import type { FoundPackage } from './found-package.js';
import { findHost } from './host-root.js';
import { judgePackage, type Verdict } from './judge-package.js';
import type { BrokenPackage, Notice, Skipped } from './report.js';
import { loadScan, saveScan } from './scan-cache.js';
import { surveyPackages, type Survey } from './survey.js';
import { treeStateOf } from './tree-state.js';

/** Everything that finding packages came to; inspection of `found` comes next. Plain data: the cache keeps it. */
export interface Scan {
  readonly hostRoot: string;
  readonly found: readonly FoundPackage[];
  readonly broken: readonly BrokenPackage[];
  readonly skipped: readonly Skipped[];
  readonly notices: readonly Notice[];
  readonly packages: number;
  readonly manifests: number;
  readonly incompleteBecause: readonly string[];
  readonly durationMs: number;
}

/** The packages of a host: from the last scan when asked to and nothing changed since, else by walking its tree. */
export async function scanPackages(options: ResolvedDiscoveryOptions): Promise<Scan> {
  const started = performance.now();
  const known = options.useCache ? loadScan(options) : undefined;
  const scan = known ?? (await walkAndKeep(options));
  return { ...scan, durationMs: performance.now() - started };
}

async function walkAndKeep(options: ResolvedDiscoveryOptions): Promise<Scan> {
  const startedMs = Date.now();
  const host = await findHost(options.cwd);
  const survey = surveyPackages(host);
  const prints = fingerprintsOf(survey.packages);
  const verdicts = await judgeAll(survey.packages, prints, options);
  const scan = { hostRoot: host.root, ...summarise(survey, verdicts) };
  if (scan.incompleteBecause.length === 0)
    saveScan(options, scan, treeStateOf(options.cwd, host, survey, prints), startedMs);
  return scan;
}

async function judgeAll(
  packages: readonly Declaration[],
  prints: ReadonlyMap<string, string>,
  options: ResolvedDiscoveryOptions,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const each of packages) verdicts.push(await judgePackage(each, prints.get(each.root) ?? '', options));
  return verdicts;
}

/** Taken before a package is looked into, so that a change meanwhile shows. */
function fingerprintsOf(packages: readonly Declaration[]): ReadonlyMap<string, string> {
  return new Map(packages.map(({ root }) => [root, fingerprintOf(root)]));
}

function summarise(survey: Survey, verdicts: readonly Verdict[]): Omit<Scan, 'hostRoot'> {
  return {
    found: verdicts.flatMap(({ found }) => found ?? []),
    broken: verdicts.flatMap(({ broken }) => broken ?? []),
    skipped: [...survey.superseded, ...verdicts.flatMap(({ skipped }) => skipped)],
    notices: verdicts.flatMap(({ notices }) => notices),
    packages: survey.packagesSeen,
    manifests: survey.manifestsSeen,
    incompleteBecause: survey.incompleteBecause,
    durationMs: 0,
  };
}
