import { StaskError } from '../errors.js';
import type { Declaration } from './declaration.js';
import { inspectOptions } from './discover.js';
import { resolveDiscoveryOptions, type DiscoveryOptions, type ResolvedDiscoveryOptions } from './discovery-options.js';
import { fingerprintOf } from './fingerprint.js';
import { findHost, type Host } from './host-root.js';
import { inspectPackages } from './inspect-packages.js';
import { judgePackage, type CheckStep } from './judge-package.js';
import { nearNames } from '../near-names.js';
import type { Skipped, SkipReason } from './report.js';
import { surveyPackages, type Survey } from './survey.js';

/** Why one installed package gives workers, or none. */
export interface WhyReport {
  readonly package: string;
  readonly taken: boolean;
  /** The reason code of what was left out first; `null` when nothing was, and for a package without manifest. */
  readonly reason: SkipReason | null;
  readonly detail: string;
  /** Every check in order, up to the first that failed. */
  readonly steps: readonly CheckStep[];
}

/**
 * Explains one package with the checks of {@link discover}, made anew.
 *
 * @param conflictsOf what the registry leaves out of the workers that were found in a package
 * @throws StaskError `STASK_PACKAGE_NOT_FOUND` when the host does not reach a package of that name
 */
export async function why(
  name: string,
  options: DiscoveryOptions,
  conflictsOf: (name: string) => Promise<readonly Skipped[]> = async () => [],
): Promise<WhyReport> {
  const resolved = resolveDiscoveryOptions(options);
  const host = findHost(resolved.cwd);
  const names = new Set<string>();
  const aliases = new Set<string>();
  const onReach = (reached: string, root: string): boolean => {
    names.add(reached);
    if (reached === name) aliases.add(root);
    return reached === name;
  };
  const survey = surveyPackages(host, { onReach });
  const found = [...survey.packages, ...survey.undeclared].find((each) => each.name === name || aliases.has(each.root));
  if (found === undefined) throw notFound(name, host, names);
  return explain(name, found, survey, resolved, host, conflictsOf);
}

async function explain(
  name: string,
  found: Declaration,
  survey: Survey,
  options: ResolvedDiscoveryOptions,
  host: Host,
  conflictsOf: (name: string) => Promise<readonly Skipped[]>,
): Promise<WhyReport> {
  const verdict = await judgePackage(found, fingerprintOf(found.root), options);
  const steps: CheckStep[] = [
    { check: 'installed', ok: true, detail: installedAs(name, found) },
    ...survey.superseded.filter((each) => each.package === found.name).map(otherVersion),
    ...verdict.steps,
  ];
  if (verdict.found === undefined) return result(name, verdict.skipped[0]?.reason ?? null, false, steps);

  const inspected = await inspectPackages([verdict.found], inspectOptions(options, host.root));
  const classes = inspected.candidates.map(({ identifier, class: path }) => `${identifier} (${path})`);
  for (const { detail } of inspected.skipped) steps.push({ check: 'worker classes', ok: false, detail });
  if (classes.length > 0) steps.push({ check: 'worker classes', ok: true, detail: classes.join(', ') });
  const conflicts = classes.length > 0 ? await conflictsOf(found.name) : [];
  for (const { detail } of conflicts) steps.push({ check: 'registry', ok: false, detail });
  const leftOut = [...verdict.skipped, ...inspected.skipped, ...conflicts][0]?.reason ?? null;
  return result(name, leftOut, classes.length > conflicts.length, steps);
}

function result(name: string, reason: SkipReason | null, taken: boolean, steps: CheckStep[]): WhyReport {
  const failed = steps.find(({ ok }) => !ok);
  const detail = failed?.detail ?? steps.at(-1)?.detail ?? '';
  return { package: name, taken, reason, detail, steps };
}

function installedAs(name: string, { name: known, root, direct, version }: Declaration): string {
  const alias = known === name ? '' : `, known as ${known}`;
  return `${root}${version === '' ? '' : `, version ${version}`}${direct ? ', a dependency of the host' : ''}${alias}`;
}

function otherVersion({ detail, path }: { detail: string; path: string }): CheckStep {
  return { check: 'other version', ok: true, detail: `${path}: ${detail}` };
}

function notFound(name: string, { root }: Host, names: ReadonlySet<string>): StaskError {
  const near = nearNames(name, names);
  const hint = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ' Install it with your package manager first.';
  return new StaskError('STASK_PACKAGE_NOT_FOUND', `No package "${name}" is installed for ${root}.${hint}`);
}
