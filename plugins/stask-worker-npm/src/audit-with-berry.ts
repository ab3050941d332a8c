import { linesIn, noAnswer, recordOf, textOf, type JsonRecord } from './answer.js';
import { advisoryOf, type Finding } from './finding.js';
import type { Manager } from './manager.js';

/** yarn since version 2: 4 prints a line for each hole, those before one object with all of them. */
export async function auditWithBerry(manager: Manager): Promise<Finding[]> {
  const answer = await manager.call(['npm', 'audit', '--all', '--recursive', '--json']);
  const lines = linesIn(answer);
  const report = lines.find(({ advisories }) => advisories !== undefined);
  if (report !== undefined) return Object.values(recordOf(report['advisories'])).map(advisoryOf);
  const told = lines.filter(({ children }) => children !== undefined);
  // It ends with 1 when there are holes, and when it could not ask.
  if (told.length === 0 && answer.exitCode !== 0) throw noAnswer(manager, 'npm audit', answer);
  return told.filter(isHole).map(findingOf);
}

/** A package that is only deprecated has its name for an id. */
function isHole({ children }: JsonRecord): boolean {
  return !textOf(recordOf(children)['ID']).endsWith('(deprecation)');
}

function findingOf({ value, children }: JsonRecord): Finding {
  const about = recordOf(children);
  return {
    name: textOf(value),
    severity: textOf(about['Severity']),
    title: textOf(about['Issue']),
    range: textOf(about['Vulnerable Versions']),
    fix: '', // yarn does not say
    url: textOf(about['URL']),
  };
}
