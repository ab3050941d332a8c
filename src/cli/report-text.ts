import type { Notice, ScanFigures, SkipReason, Skipped, WorkerRow } from '../index.js';
import type { Paint } from './paint.js';
import { count, oneLine, padEnd, widthOf } from './text.js';

/** What to do about a package that was left out, when its `detail` does not say it already. */
const ADVICE: Readonly<Record<SkipReason, string>> = {
  'manifest-json': 'repair its package.json, or reinstall the package',
  'manifest-schema': 'correct the "stask" field of its package.json',
  'manifest-too-big': 'reinstall the package; its package.json is not a normal one',
  unreadable: 'make the file readable for this user',
  excluded: 'change `discovery.allow` or `discovery.deny` of this host',
  'peer-mismatch': 'install a version of the package that fits this stask',
  'entry-outside-package': 'point "stask.workers" at files inside the package',
  'entry-missing': 'build the package, or correct "stask.workers"',
  'entry-type': 'point "stask.workers" at JavaScript files',
  'import-failed': 'see the message; `stask why` shows each step',
  'dependency-missing': 'install the missing dependency',
  'import-timeout': 'the entry must not wait or loop while it is imported',
  'import-exited': 'the entry must not end the process while it is imported',
  'no-worker-class': 'export a class that implements TaskInterface',
  abstract: 'nothing, when it is a base class',
  'construct-failed': 'the constructor must work without arguments',
  'contract-invalid': 'implement what is missing',
  'identifier-invalid': 'use letters, digits, _ and -, at most 64, a letter first',
  'identifier-unstable': 'identifier() must always return the same text',
  'identifier-taken': 'rename one of the two workers',
  superseded: 'nothing, another version of the package is used',
  'action-conflict': 'rename one of the two actions',
};

/** The package of a worker; the host has workers of its own. */
export const originOf = ({ packageName, packageVersion }: WorkerRow): string =>
  packageName === '' ? 'the host' : `${packageName}@${packageVersion}`;

export function formatWorkerList(title: string, rows: readonly WorkerRow[], paint: Paint, mark: string): string {
  if (rows.length === 0) return '';
  const names = rows.map(({ identifier }) => oneLine(identifier));
  const width = Math.max(...names.map(widthOf));
  const lines = rows.map((row, at) => {
    const detail = row.health === 'ok' ? row.actions.map(({ name }) => name).join(', ') : row.healthDetail;
    return `  ${mark} ${paint.name(padEnd(names[at] ?? '', width))}  ${oneLine(originOf(row))}  ${paint.dim(oneLine(detail))}`;
  });
  return `${paint.bold(title)}\n${lines.join('\n')}\n`;
}

export function formatSkipped(skipped: readonly Skipped[], paint: Paint): string {
  if (skipped.length === 0) return '';
  const entries = skipped.map(({ package: name, path, reason, detail }) =>
    [
      `  ${paint.warn('-')} ${paint.name(oneLine(name))}  ${paint.warn(reason)}`,
      `      ${oneLine(detail)}`,
      `      ${paint.dim(oneLine(path))}`,
      `      ${paint.dim(`to do: ${ADVICE[reason]}`)}`,
    ].join('\n'),
  );
  return `${paint.bold('Skipped')}\n${entries.join('\n')}\n`;
}

export function formatNotices(notices: readonly Notice[], paint: Paint): string {
  if (notices.length === 0) return '';
  const lines = notices.map(
    ({ package: name, code, detail }) => `  ${paint.dim('i')} ${oneLine(name)}  ${oneLine(code)}  ${oneLine(detail)}`,
  );
  return `${paint.bold('Notices')}\n${lines.join('\n')}\n`;
}

export function formatScanned(scanned: ScanFigures, paint: Paint): string {
  const { packages, manifests, durationMs, totalMs, complete, incompleteBecause } = scanned;
  const figures = `${count(packages, 'package')} looked at, ${count(manifests, 'manifest')}, ${ms(durationMs)} (${ms(totalMs)} in all)`;
  if (complete) return `${paint.dim(figures)}\n`;
  const because = incompleteBecause.map((reason) => `  ${paint.warn('!')} ${oneLine(reason)}\n`).join('');
  return `${paint.dim(figures)}\n${paint.warn('The scan is incomplete, so nothing counts as gone:')}\n${because}`;
}

const ms = (value: number): string => `${Math.round(value * 10) / 10} ms`;

/** Parts that have something to say, one blank line between them. */
export const paragraphs = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n');
