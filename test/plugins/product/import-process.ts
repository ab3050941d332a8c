// Imports a CSV file of as many rows as asked for, alone in its process, and prints what is alive while that goes on.
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ProductWorker } from 'stask-worker-product';
import { runAction } from 'stask/testing';

export interface ImportReport {
  readonly rows: number;
  readonly created: number;
  readonly rejected: number;
  /** The most that could not be collected at any tenth of the rows. */
  readonly aliveBytes: number;
}

const [folder = '', count = ''] = process.argv.slice(2);
const file = join(folder, `${count}.csv`);
const database = `sqlite:${join(folder, `${count}.sqlite`)}`;
/** Long enough that keeping all rows would show. */
const NAME = 'A name as long as names in real catalogues are. '.repeat(5);

function* lines(): Generator<string> {
  yield 'sku,name,price,stock\n';
  for (let row = 1; row <= Number(count); row++) yield `SKU-${row},${NAME}${row},${row % 900}.50,${row % 70}\n`;
}

/** On the heap and in buffers, without what only waits to be collected: the same on a busy machine. */
function aliveBytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

let mostAlive = 0;
let nextLook = 0;

/** Looks at the memory where the worker itself says how far it is, so amid its work. */
class WatchedWorker extends ProductWorker {
  override taskImport(...[task, options]: Parameters<ProductWorker['taskImport']>): Promise<void> {
    const progress = task.progress.bind(task);
    task.progress = (update) => {
      if ((update.processed ?? 0) >= nextLook) {
        nextLook += Number(count) / 10;
        mostAlive = Math.max(mostAlive, aliveBytes());
      }
      return progress(update);
    };
    return super.taskImport(task, options);
  }
}

await pipeline(Readable.from(lines()), createWriteStream(file));
const { status, message, result } = await runAction(WatchedWorker, 'import', { file }, { settings: { database } });
if (status !== 'completed') throw new Error(message);
process.stdout.write(JSON.stringify({ ...(result as object), aliveBytes: mostAlive }));
