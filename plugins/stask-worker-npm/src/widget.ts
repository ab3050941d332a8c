import type { LastTask, WidgetPart } from 'stask/worker';
import type { AuditResult } from './audit.js';
import type { OutdatedPackage, OutdatedResult } from './outdated.js';
import { isPackageName } from './package-names.js';
import type { UpdateResult } from './update-result.js';

/** The last completed task of each action, and the last scheduled run that failed. */
export type LastTasks = Readonly<Record<'outdated' | 'audit' | 'update' | 'make' | 'failed', LastTask | undefined>>;

/** A widget has at most 64 kB, and names and versions are as long as registries let them be. */
const SHOWN = 50;
const TEXT_LENGTH = 60;
const LINE_LENGTH = 500;

/** What the last check found, and buttons that open the forms of what to do about it. */
export function packagesWidget(last: LastTasks): WidgetPart[] {
  const behind = newest<OutdatedResult>(last.outdated, last.make, 'outdated');
  const audited = newest<AuditResult>(last.audit, last.make, 'audit');
  return [
    ...failedPart(last),
    ...(behind === undefined ? [] : [behindStat(behind)]),
    ...(audited === undefined ? [] : [holesStat(audited)]),
    ...(behind === undefined ? [] : [...staleText(behind, last.update), packagesTable(behind.result)]),
    { kind: 'action', action: 'outdated', title: behind === undefined ? 'Check what is outdated' : 'Check again' },
    { kind: 'action', action: 'audit', title: audited === undefined ? 'Audit' : 'Audit again' },
  ];
}

/** A run that is refused for its holes completes nothing, so what else is shown is older. */
function failedPart({ failed, make }: LastTasks): WidgetPart[] {
  if (failed === undefined || (make !== undefined && make.finishedAt > failed.finishedAt)) return [];
  const { id, message } = failed;
  const item = { text: message.slice(0, LINE_LENGTH), tone: 'bad', link: `tasks/${id}` } as const;
  return [{ kind: 'list', title: 'The last scheduled run failed', items: [item] }];
}

interface Found<T> {
  readonly id: number;
  readonly finishedAt: Date;
  readonly result: T;
}

/** The scheduled run holds the result of the action too; the later of both counts. */
function newest<T>(own: LastTask | undefined, make: LastTask | undefined, key: string): Found<T> | undefined {
  const ofMake = make && { ...make, result: (make.result as Record<string, unknown>)[key] };
  const later = own && ofMake ? (own.finishedAt > ofMake.finishedAt ? own : ofMake) : (own ?? ofMake);
  return later as Found<T> | undefined;
}

function behindStat({ id, result: { outdated, updatable } }: Found<OutdatedResult>): WidgetPart {
  const note = `${updatable} within the range of package.json`;
  return {
    kind: 'stat',
    title: 'Outdated',
    value: outdated,
    tone: outdated > 0 ? 'warn' : 'good',
    note,
    link: `tasks/${id}`,
  };
}

function holesStat({ id, result: { total, critical, high } }: Found<AuditResult>): WidgetPart {
  const tone = critical + high > 0 ? 'bad' : total > 0 ? 'warn' : 'good';
  const note = `${critical} critical, ${high} high`;
  return { kind: 'stat', title: 'With known holes', value: total, tone, note, link: `tasks/${id}` };
}

function staleText({ finishedAt }: Found<OutdatedResult>, update: LastTask | undefined): WidgetPart[] {
  if (update === undefined || update.finishedAt < finishedAt || (update.result as UpdateResult).dry_run) return [];
  return [{ kind: 'text', tone: 'info', text: 'Packages were updated since this was found; check again.' }];
}

function packagesTable({ packages }: OutdatedResult): WidgetPart {
  const more = packages.length > SHOWN ? `, the first ${SHOWN} of ${packages.length}` : '';
  return {
    kind: 'table',
    title: `Outdated packages${more}`,
    columns: ['Package', 'Installed', 'In its range', 'Newest', 'Kind', { title: '', type: 'action' }],
    rows: packages.slice(0, SHOWN).map(rowOf),
    empty: 'None is behind.',
  };
}

function rowOf(each: OutdatedPackage) {
  const { name, current, wanted, latest, type } = each;
  const texts = [name, current || 'not installed', wanted, latest, type];
  const update = { action: 'update', title: 'Update', data: { packages: [name] } };
  return [...texts.map((text) => text.slice(0, TEXT_LENGTH)), canUpdate(each) ? update : null];
}

/** `update` moves what is behind in its range. */
function canUpdate({ name, current, wanted }: OutdatedPackage): boolean {
  return wanted !== '' && wanted !== current && isPackageName(name);
}
