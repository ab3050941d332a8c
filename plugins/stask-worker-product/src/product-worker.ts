import { Action, BaseWorker, type TaskContext } from 'stask/worker';
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
    const [imported, synced] = await Promise.all([this.getLastTask('import'), this.getLastTask('sync_stock')]);
    return productsWidget(this.getConfig('database', ''), imported, synced);
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
}
