import { Action, BaseWorker, type LastTask, type TaskContext } from 'stask/worker';
import { ExportOptions, ImportOptions, SyncStockOptions } from './options.js';
import { productsWidget } from './widget.js';
import { DEFAULT_SETTINGS, readSettings, SETTINGS_SCHEMA } from './settings.js';

const HOUR_MS = 3_600_000;

/** Imports, exports and updates products; the database code is loaded with the first run, so that discovery stays cheap. */
export class ProductWorker extends BaseWorker {
  readonly settingsSchema = SETTINGS_SCHEMA;

  override identifier() {
    return 'product';
  }
  override scope() {
    return 'scommerce';
  }
  override title() {
    return 'Product Management';
  }
  override description() {
    return 'Imports and exports products as CSV and keeps their stock in step.';
  }
  override icon() {
    return 'package';
  }
  override settings() {
    return DEFAULT_SETTINGS;
  }
  async renderWidget() {
    const [imported, synced, made] = await Promise.all(
      ['import', 'sync_stock', 'make'].map((action) => this.getLastTask(action)),
    );
    return productsWidget(this.getConfig('database', ''), imported, later(synced, made));
  }

  @Action({ title: 'Import products', description: 'From a CSV file', options: ImportOptions, timeoutMs: HOUR_MS })
  async taskImport(task: TaskContext, options: ImportOptions): Promise<void> {
    const { importProducts } = await import('./import-products.js');
    const result = await importProducts(task, options, readSettings(task.settings));
    const what = result.dry_run ? 'can be imported, nothing was written' : 'imported';
    await this.markFinished(task, result, `${result.rows - result.rejected} of ${result.rows} products ${what}`);
  }

  @Action({ title: 'Export products', description: 'To a CSV file', options: ExportOptions, timeoutMs: HOUR_MS })
  async taskExport(task: TaskContext, options: ExportOptions): Promise<void> {
    const { exportProducts } = await import('./export-products.js');
    const result = await exportProducts(task, options, readSettings(task.settings));
    await this.markFinished(task, result, `${result.rows} products exported to ${result.file}`);
  }

  @Action({
    title: 'Sync stock',
    description: 'From the stock service or a file',
    options: SyncStockOptions,
    timeoutMs: HOUR_MS,
  })
  async taskSyncStock(task: TaskContext, options: SyncStockOptions): Promise<void> {
    const { syncStock } = await import('./sync-stock.js');
    const result = await syncStock(task, options, readSettings(task.settings));
    await this.markFinished(task, result, `Stock of ${result.updated} products set, ${result.unknown} unknown`);
  }

  @Action({ title: 'Scheduled run', description: 'Sets the stock from the stock service', timeoutMs: HOUR_MS })
  async taskMake(task: TaskContext): Promise<void> {
    await this.taskSyncStock(task, { source: 'api' });
  }
}

function later(one: LastTask | undefined, other: LastTask | undefined): LastTask | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.finishedAt > other.finishedAt ? one : other;
}
