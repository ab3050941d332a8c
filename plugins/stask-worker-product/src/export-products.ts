import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { Equal, MoreThan, type DataSource, type FindOptionsWhere } from 'typeorm';
import type { TaskContext } from 'stask/worker';
import { withProducts } from './connect.js';
import { placesOf, prepareOutput } from './files.js';
import type { ExportOptions } from './options.js';
import type { ProductEntity } from './product-table.js';
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

async function writeFile(
  task: TaskContext,
  database: DataSource,
  options: ExportOptions,
  batchSize: number,
  file: string,
): Promise<number> {
  let rows = 0;
  const counted = async function* () {
    yield ['ID', 'SKU', 'Name', 'Price', 'Stock'];
    for await (const product of readProducts(task, database, options.in_stock, batchSize)) {
      rows++;
      yield [product.id, product.sku, product.name, Number(product.price).toFixed(2), product.stock];
    }
  };
  const csv = stringify({ delimiter: options.delimiter ?? ',', escape_formulas: true });
  await pipeline(counted, csv, createWriteStream(file), { signal: task.signal });
  return rows;
}

/** Products by id, one page in memory at a time. */
async function* readProducts(
  task: TaskContext,
  database: DataSource,
  inStock: boolean | undefined,
  pageSize: number,
): AsyncGenerator<ProductEntity> {
  const products = database.getRepository<ProductEntity>('Product');
  const wanted: FindOptionsWhere<ProductEntity> =
    inStock === undefined ? {} : { stock: inStock ? MoreThan(0) : Equal(0) };
  const total = await products.countBy(wanted);
  let processed = 0;
  let lastId = 0;
  for (;;) {
    const page = await products.find({
      where: { ...wanted, id: MoreThan(lastId) },
      order: { id: 'ASC' },
      take: pageSize,
    });
    yield* page;
    processed += page.length;
    lastId = page.at(-1)?.id ?? lastId;
    task.progress({
      processed,
      total: Math.max(total, processed),
      message: `${processed} of ${total} products written`,
    });
    if (page.length < pageSize) return;
  }
}

function standardName(at: Date): string {
  const stamp = at.toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '');
  return `products_${stamp}.csv`;
}
