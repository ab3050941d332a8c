import { linesIn, noAnswer, objectIn, recordOf, textOf, type JsonRecord } from './answer.js';
import { auditWithBerry } from './audit-with-berry.js';
import { advisoryOf, type Finding } from './finding.js';
import type { Manager } from './manager.js';
import { SEVERITIES, type Severity } from './settings.js';

export type AuditResult = Readonly<Record<Severity, number>> & {
  readonly manager: string;
  readonly total: number;
  readonly findings: readonly Finding[];
};

/** Asks the registry for known holes in the packages of the host; changes nothing. */
export async function audit(manager: Manager): Promise<AuditResult> {
  const findings = (await found(manager)).toSorted((a, b) => rankOf(b) - rankOf(a) || (a.name < b.name ? -1 : 1));
  const counts = Object.fromEntries(
    SEVERITIES.map((severity) => [severity, findings.filter((each) => each.severity === severity).length]),
  ) as Record<Severity, number>;
  return { manager: manager.label, total: findings.length, ...counts, findings };
}

/** Findings of this severity or a worse one. */
export function atLeast(severity: Severity, { findings }: AuditResult): Finding[] {
  return findings.filter((each) => rankOf(each) >= SEVERITIES.indexOf(severity));
}

function rankOf({ severity }: Finding): number {
  return SEVERITIES.indexOf(severity as Severity);
}

async function found(manager: Manager): Promise<Finding[]> {
  if (manager.dialect === 'berry') return unique(await auditWithBerry(manager));
  const answer = await manager.call(['audit', '--json']);
  if (manager.manager === 'yarn') {
    const lines = linesIn(answer);
    if (!lines.some(({ type }) => type === 'auditSummary')) throw noAnswer(manager, 'audit', answer);
    const advisories = lines.filter(({ type }) => type === 'auditAdvisory');
    return unique(advisories.map(({ data }) => advisoryOf(recordOf(data)['advisory'])));
  }
  const { vulnerabilities, advisories } = objectIn(answer, manager, 'audit');
  const facts = manager.manager === 'npm' ? vulnerabilities : advisories;
  if (typeof facts !== 'object' || facts === null) throw noAnswer(manager, 'audit', answer);
  if (manager.manager === 'pnpm') return unique(Object.values(facts).map(advisoryOf));
  return Object.entries(facts).map(([name, about]) => vulnerabilityOf(name, recordOf(about)));
}

/** npm: `via` holds the holes of the package itself, or the names of packages that bring one in. */
function vulnerabilityOf(name: string, { severity, via, range, fixAvailable }: JsonRecord): Finding {
  const causes = Array.isArray(via) ? (via as unknown[]) : [];
  const own = causes.map(recordOf).find(({ title }) => title !== undefined);
  const through = `through ${causes.filter((cause) => typeof cause === 'string').join(', ')}`;
  const { version } = recordOf(fixAvailable);
  return {
    name,
    severity: textOf(severity),
    title: own === undefined ? through : textOf(own['title']),
    range: textOf(range) || textOf(own?.['range']),
    fix: fixAvailable === true ? 'update' : textOf(version),
    url: textOf(own?.['url']),
  };
}

/** yarn tells an advisory once for each way to the package. */
function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}
