import type { LastTask, WidgetPart } from 'stask/worker';
import type { BuildResult } from './build-feed.js';

const LINE_LENGTH = 500;

/** What the last feed holds, and what the worker is set to; no secret is in it. */
export function feedWidget(
  settings: Readonly<Record<string, unknown>>,
  built: LastTask | undefined,
  made: LastTask | undefined,
): WidgetPart[] {
  const last = built && made ? (built.finishedAt > made.finishedAt ? built : made) : (built ?? made);
  const items = [`Source: ${sourceOf(settings)}`, `Feed: ${String(settings['output'])}`];
  return [
    ...(last === undefined ? [] : [lastFeed(last)]),
    { kind: 'list', title: 'Set to', items: items.map((item) => item.slice(0, LINE_LENGTH)) },
    { kind: 'action', action: 'make', title: 'Build the feed' },
  ];
}

function lastFeed({ id, result }: LastTask): WidgetPart {
  const { items, rejected, shortened, bytes, dry_run } = result as BuildResult;
  const link = `tasks/${id}`;
  const note = dry_run ? 'Only checked, nothing was written' : `${Math.ceil(bytes / 1000)} kB`;
  return {
    kind: 'group',
    title: 'Last feed',
    parts: [
      { kind: 'stat', title: dry_run ? 'Items that would be in it' : 'Items', value: items, note, link },
      { kind: 'stat', title: 'Left out', value: rejected, tone: rejected > 0 ? 'warn' : 'good', link },
      { kind: 'stat', title: 'Shortened', value: shortened, note: 'Texts longer than a feed may have', link },
    ],
  };
}

function sourceOf(settings: Readonly<Record<string, unknown>>): string {
  const source = (settings['source'] ?? {}) as Record<string, unknown>;
  if (typeof source['file'] === 'string' && source['file'] !== '') return source['file'];
  const database = typeof source['database'] === 'string' ? source['database'].replace(/:[^:@/]*@/, '@') : '';
  return database === '' ? 'not set yet' : `${database}, table ${String(source['table'])}`;
}
