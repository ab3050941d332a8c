// Imports a CSV file of as many rows as asked for, alone in its process, and prints the most memory that took.
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ProductWorker } from 'stask-worker-product';
import { runAction } from 'stask/testing';

export interface ImportReport {
  readonly rows: number;
  readonly created: number;
  readonly rejected: number;
  readonly peakBytes: number;
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

/** Of this process alone: what getrusage says begins with the memory of the process that started it. */
function peakBytes(): number {
  const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

await pipeline(Readable.from(lines()), createWriteStream(file));
const { status, message, result } = await runAction(ProductWorker, 'import', { file }, { settings: { database } });
if (status !== 'completed') throw new Error(message);
process.stdout.write(JSON.stringify({ ...(result as object), peakBytes: peakBytes() }));
