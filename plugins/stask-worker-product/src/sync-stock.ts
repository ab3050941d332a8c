import type { TaskContext } from 'stask/worker';
import type { DataSource } from 'typeorm';
import { withProducts } from './connect.js';
import { placesOf } from './files.js';
import { inputError } from './input-error.js';
import type { SyncStockOptions } from './options.js';
import { checkStock, checkText } from './product-row.js';
import type { ProductSettings } from './settings.js';
import { stockFromApi, stockFromFile, type StockItem } from './stock-sources.js';
import { knownSkus, writeStock } from './write-products.js';

export interface SyncStockResult {
  /** Stock levels the source gave. */
  readonly items: number;
  readonly updated: number;
  /** Article numbers that the products table does not have. */
  readonly unknown: number;
  readonly rejected: number;
}

/** Sets the stock of known products to what the stock service or a file says; unknown articles are only counted. */
export async function syncStock(
  task: TaskContext,
  options: SyncStockOptions,
  settings: ProductSettings,
): Promise<SyncStockResult> {
  const items = stockItems(task, options, settings);
  return withProducts(settings, (database) => writeItems(task, database, items, settings.batchSize));
}

function stockItems(
  task: TaskContext,
  options: SyncStockOptions,
  settings: ProductSettings,
): AsyncGenerator<StockItem> {
  if (options.source !== 'file') return stockFromApi(settings, task.signal);
  if (options.file === undefined) throw inputError('Option "file" is needed with the source "file".');
  return stockFromFile(options.file, placesOf(task, settings), task.signal);
}

async function writeItems(
  task: TaskContext,
  database: DataSource,
  items: AsyncIterable<StockItem>,
  batchSize: number,
): Promise<SyncStockResult> {
  const counts = { items: 0, updated: 0, unknown: 0, rejected: 0 };
  const batch = new Map<string, number>();
  const flush = async () => {
    task.signal.throwIfAborted();
    const known = batch.size === 0 ? new Set<string>() : await knownSkus(database, [...batch.keys()]);
    const changes = new Map([...batch].filter(([sku]) => known.has(sku)));
    if (changes.size > 0) await writeStock(database, changes);
    counts.updated += changes.size;
    counts.unknown += batch.size - changes.size;
    batch.clear();
    task.progress({ processed: counts.items, message: `${counts.items} stock levels read` });
  };
  for await (const item of items) {
    counts.items++;
    const problems: string[] = [];
    const sku = checkText('sku', item.sku, 64, problems);
    const stock = checkStock(item.stock, problems);
    if (problems.length === 0) batch.set(sku, stock);
    else if (++counts.rejected <= 20) task.log.warning(`Stock of ${item.from} left out: ${problems.join('; ')}`);
    if (batch.size >= batchSize) await flush();
  }
  await flush();
  return counts;
}
