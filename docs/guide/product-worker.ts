import { createReadStream } from 'node:fs';
import { mkdir, open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Stask } from 'stask';
import { Action, BaseWorker, nonRetryable, type JsonObject, type TaskContext, type Widget } from 'stask/worker';
import { catalog } from './catalog.js';
import { useWorker } from './use-worker.js';

const HEADER = 'sku,name,price,stock';

const fileOption = {
  type: 'object',
  properties: { file: { type: 'string', title: 'Path of the CSV file' } },
  required: ['file'],
  additionalProperties: false,
} as const;

/** Imports and exports products and synchronises their stock. */
export class ProductWorker extends BaseWorker {
  identifier(): string {
    return 'product';
  }

  override scope(): string {
    return 'scommerce';
  }

  override title(): string {
    return 'Products';
  }

  override description(): string {
    return 'Moves products between the shop and CSV files, and takes over stock levels';
  }

  override icon(): string {
    return 'package';
  }

  override settings(): JsonObject {
    return { batch_size: 100, folder: 'exports' };
  }

  /** How many products there are, and a button that opens the form of the import. */
  renderWidget(): Widget {
    return [
      { kind: 'stat', title: 'Products', value: catalog.count() },
      { kind: 'action', action: 'import' },
    ];
  }

  /** Reports bytes, so that the size of the file is known without reading it twice. */
  @Action({ title: 'Import a CSV file', options: fileOption })
  async taskImport(task: TaskContext, { file }: { file: string }): Promise<{ imported: number; skipped: number }> {
    const info = await stat(file).catch((cause: unknown) => {
      throw nonRetryable(new Error(`There is no file ${file}`, { cause }));
    });
    let lineNumber = 0;
    let imported = 0;
    let skipped = 0;
    let bytes = 0;
    for await (const line of createInterface({ input: createReadStream(file) })) {
      task.signal.throwIfAborted();
      lineNumber++;
      bytes += Buffer.byteLength(line) + 1;
      if (lineNumber === 1 || line === '') continue;
      const [sku, name, price, stock] = line.split(',');
      if (!sku || !name || Number.isNaN(Number(price)) || Number.isNaN(Number(stock))) {
        skipped++;
        task.log.warning(`Line ${lineNumber} was left out`, { line });
        continue;
      }
      catalog.save({ sku, name, price: Number(price), stock: Number(stock) });
      imported++;
      task.progress({ processed: Math.min(bytes, info.size), total: info.size, message: `${imported} imported` });
    }
    return { imported, skipped };
  }

  /** The task's result is the file's path. */
  async taskExport(task: TaskContext, { folder }: { folder?: string }): Promise<void> {
    const file = join(folder ?? this.getConfig('folder', 'exports'), `products-${task.id}.csv`);
    await mkdir(dirname(file), { recursive: true });
    const size = this.getConfig('batch_size', 100);
    const total = catalog.count();
    let processed = 0;
    const output = await open(file, 'w');
    try {
      await output.write(`${HEADER}\n`);
      for (let page = catalog.page('', size); page.length > 0; page = catalog.page(page.at(-1)!.sku, size)) {
        task.signal.throwIfAborted();
        const lines = page.map(({ sku, name, price, stock }) => `${sku},${name},${price},${stock}\n`);
        await output.write(lines.join(''));
        processed += page.length;
        task.progress({ processed, total, message: `${processed} of ${total} exported` });
      }
    } finally {
      await output.close();
    }
    await this.markFinished(task, { file }, `Exported ${processed} products`);
  }

  /** The action `sync_stock`. */
  async taskSyncStock(task: TaskContext, { levels = {} }: { levels?: Record<string, number> }): Promise<JsonObject> {
    const entries = Object.entries(levels);
    await task.update({ message: `Synchronising ${entries.length} products` });
    const unknown: string[] = [];
    for (const [index, [sku, stock]] of entries.entries()) {
      if (!catalog.setStock(sku, stock)) unknown.push(sku);
      task.progress({ processed: index + 1, total: entries.length });
    }
    return { synced: entries.length - unknown.length, unknown };
  }
}

export async function main(stask: Stask): Promise<object> {
  await useWorker(stask, ProductWorker);
  catalog.clear();
  const file = join(stask.options.storagePath, 'products.csv');
  await writeLines(file, [HEADER, 'A-1,Chair,49.5,10', 'A-2,Table,120,3', 'broken line', 'A-3,Lamp,15,0']);

  const imported = await stask.create({ identifier: 'product', action: 'import', data: { file } });
  await stask.execute(imported);
  const synced = await stask.create({
    identifier: 'product',
    action: 'sync_stock',
    data: { levels: { 'A-3': 7, X: 1 } },
  });
  await stask.execute(synced);
  const folder = join(stask.options.storagePath, 'exports');
  const exported = await stask.create({ identifier: 'product', action: 'export', data: { folder } });
  await stask.execute(exported);

  const tasks = await Promise.all([imported, synced, exported].map(({ id }) => stask.getTask(id)));
  return tasks.map(({ action, statusText, message, result }) => ({ action, statusText, message, result }));
}

async function writeLines(file: string, lines: readonly string[]): Promise<void> {
  const output = await open(file, 'w');
  await output.write(`${lines.join('\n')}\n`);
  await output.close();
}
