import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import type { DataSource } from 'typeorm';
import type { TaskContext } from 'stask/worker';
import { withProducts } from './connect.js';
import { placesOf, prepareOutput } from './files.js';
import type { ExportOptions } from './options.js';
import { readProductPages } from './read-products.js';
import type { ProductSettings } from './settings.js';

export interface ExportResult {
  readonly file: string;
  readonly rows: number;
}

/** Writes all products, or those in or out of stock, to a CSV file that appears under its name when it is complete. */
export async function exportProducts(
  task: TaskContext,
  options: ExportOptions,
  settings: ProductSettings,
): Promise<ExportResult> {
  const places = placesOf(task, settings);
  const file = await prepareOutput(options.file ?? join(places.own, standardName(new Date())), places);
  const partial = `${file}.${task.id}.partial`;
  try {
    const rows = await withProducts(settings, (database) =>
      writeFile(task, database, options, settings.batchSize, partial),
    );
    await rename(partial, file);
    return { file, rows };
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** The rows of a page become one text at once: a promise for each of them would make most of the garbage. */
async function writeFile(
  task: TaskContext,
  database: DataSource,
  { in_stock, delimiter = ',' }: ExportOptions,
  batchSize: number,
  file: string,
): Promise<number> {
  const text = (rows: unknown[][]) => stringify(rows, { delimiter, escape_formulas: true });
  let rows = 0;
  const texts = async function* () {
    yield text([['ID', 'SKU', 'Name', 'Price', 'Stock']]);
    for await (const { products, total } of readProductPages(database, in_stock, batchSize)) {
      yield text(products.map(({ id, sku, name, price, stock }) => [id, sku, name, Number(price).toFixed(2), stock]));
      rows += products.length;
      const all = Math.max(total, rows);
      task.progress({ processed: rows, total: all, message: `${rows} of ${all} products written` });
    }
  };
  await pipeline(texts, createWriteStream(file), { signal: task.signal });
  return rows;
}

function standardName(at: Date): string {
  const stamp = at.toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '');
  return `products_${stamp}.csv`;
}
