import type { WorkerCandidate } from '../discovery/report.js';
import type { DiscoveredColumns } from '../store/worker-store.js';

/** What the columns of `s_workers` hold, in characters. */
const LENGTHS = { scope: 191, class: 700, title: 255, icon: 255, packageName: 214, packageVersion: 191 };
const DESCRIPTION_LENGTH = 10_000;

/** The columns of a worker that was found and is healthy. */
export function columnsOf(candidate: WorkerCandidate): DiscoveredColumns {
  const { package: worker, identifier, scope, title, description, icon, actions, settings, settingsSchema } = candidate;
  return {
    identifier,
    scope,
    class: candidate.class,
    title: fitting(title, LENGTHS.title),
    description: fitting(description, DESCRIPTION_LENGTH),
    icon: fitting(icon, LENGTHS.icon),
    actions: asStored(actions),
    settingsSchema: asStored(settingsSchema ?? null),
    defaults: asStored(settings),
    packageName: worker.name,
    packageVersion: fitting(worker.version, LENGTHS.packageVersion),
    direct: worker.direct,
    health: 'ok',
    healthDetail: '',
    missingSince: null,
  };
}

/** Why a candidate fits in no row: its keys are too long, and a cut key would be another one. */
export function misfitOf({ class: className, scope, package: { name } }: WorkerCandidate): string | undefined {
  if (className.length > LENGTHS.class)
    return `class ${className.slice(0, 80)}… is longer than ${LENGTHS.class} characters`;
  if (scope.length > LENGTHS.scope) return `scope() is longer than ${LENGTHS.scope} characters`;
  if (name.length > LENGTHS.packageName) return `the package name is longer than ${LENGTHS.packageName} characters`;
  return undefined;
}

/** Text that every database stores and returns unchanged: cut, without NUL, lone surrogates replaced. */
export function fitting(text: string, length: number): string {
  const whole = Buffer.from(text.slice(0, length).replaceAll('\0', ''), 'utf8').toString('utf8');
  return whole.length > length ? whole.slice(0, length) : whole;
}

/** The value as it comes back from a JSON column, to be compared with it. */
function asStored<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
