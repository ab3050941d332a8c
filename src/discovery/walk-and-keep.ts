import { performance } from 'node:perf_hooks';
import type { Declaration } from './declaration.js';
import type { ResolvedDiscoveryOptions } from './discovery-options.js';
import { fingerprintOf } from './fingerprint.js';
import { findHost } from './host-root.js';
import { startAhead, type InspectionAhead } from './inspection-ahead.js';
import { judgePackage, type Verdict } from './judge-package.js';
import type { Scan } from './scan-record.js';
import { saveScan } from './scan-cache.js';
import { surveyPackages, type Survey } from './survey.js';
import { treeStateOf } from './tree-state.js';

/**
 * Finds and judges every package anew, and keeps what came out for the next scan.
 *
 * @param ahead gets an inspection process when there are new packages
 */
export async function walkAndKeep(options: ResolvedDiscoveryOptions, ahead?: InspectionAhead): Promise<Scan> {
  const startedMs = Date.now();
  const started = performance.now();
  const host = findHost(options.cwd);
  const survey = surveyPackages(host, ahead && { onMention: startAhead(ahead, host.root, options) });
  const durationMs = performance.now() - started;
  const prints = fingerprintsOf(survey.packages);
  const verdicts = await judgeAll(survey.packages, prints, options);
  const scan = { hostRoot: host.root, ...summarise(survey, verdicts), durationMs };
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

function summarise(survey: Survey, verdicts: readonly Verdict[]): Omit<Scan, 'hostRoot' | 'durationMs'> {
  return {
    found: verdicts.flatMap(({ found }) => found ?? []),
    broken: verdicts.flatMap(({ broken }) => broken ?? []),
    skipped: [...survey.superseded, ...verdicts.flatMap(({ skipped }) => skipped)],
    notices: verdicts.flatMap(({ notices }) => notices),
    packages: survey.packagesSeen,
    manifests: survey.manifestsSeen,
    incompleteBecause: survey.incompleteBecause,
  };
}
