import type { LastTask, WidgetPart } from 'stask/worker';
import { describeDatabaseUrl } from './database-url.js';
import type { ImportResult } from './import-products.js';
import type { ImportOptions } from './options.js';
import type { SyncStockResult } from './sync-stock.js';

const LINE_LENGTH = 500;

/** What the last import and stock sync came to, and where the products are; no secret is in it. */
export function productsWidget(
  database: string,
  imported: LastTask | undefined,
  synced: LastTask | undefined,
): WidgetPart[] {
  return [
    ...(imported === undefined ? [] : [importGroup(imported)]),
    ...(synced === undefined ? [] : [stockGroup(synced)]),
    { kind: 'list', title: 'Products are in', items: [describeDatabaseUrl(database).slice(0, LINE_LENGTH)] },
    importButton(imported),
  ];
}

function importGroup({ id, result }: LastTask): WidgetPart {
  const { rows, created, updated, rejected, dry_run } = result as ImportResult;
  const link = `tasks/${id}`;
  const written: WidgetPart[] = dry_run
    ? [
        {
          kind: 'stat',
          title: 'Can be imported',
          value: rows - rejected,
          note: 'Only checked, nothing was written',
          link,
        },
      ]
    : [
        { kind: 'stat', title: 'Created', value: created, link },
        { kind: 'stat', title: 'Updated', value: updated, link },
      ];
  return { kind: 'group', title: 'Last import', parts: [...written, leftOut(rejected, rows, link)] };
}

function stockGroup({ id, result }: LastTask): WidgetPart {
  const { items, updated, unknown, rejected } = result as SyncStockResult;
  const link = `tasks/${id}`;
  return {
    kind: 'group',
    title: 'Last stock sync',
    parts: [
      { kind: 'stat', title: 'Set', value: updated, link },
      { kind: 'stat', title: 'Unknown articles', value: unknown, tone: unknown > 0 ? 'warn' : 'good', link },
      leftOut(rejected, items, link),
    ],
  };
}

function leftOut(rejected: number, all: number, link: string): WidgetPart {
  return {
    kind: 'stat',
    title: 'Rejected',
    value: rejected,
    note: `of ${all}`,
    tone: rejected > 0 ? 'warn' : 'good',
    link,
  };
}

/** The next file usually has the layout of the last one; the file itself is another. */
function importButton(imported: LastTask | undefined): WidgetPart {
  const { delimiter, encoding, columns } = (imported?.data ?? {}) as Partial<ImportOptions>;
  return { kind: 'action', action: 'import', title: 'Import products', data: { delimiter, encoding, columns } };
}
