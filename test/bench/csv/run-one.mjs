// One run of bench.mjs: prints milliseconds and the peak of the process's resident memory.
import { createReadStream, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify';

const [mode, file, database, rows] = process.argv.slice(2);
const startedAt = performance.now();
if (mode === 'parse') {
  let records = 0;
  for await (const record of createReadStream(file).pipe(parse())) records += record.length > 0 ? 1 : 0;
  if (records === 0) throw new Error('nothing was read');
} else if (mode === 'stringify') {
  let characters = 0;
  for await (const text of Readable.from(products()).pipe(stringify())) characters += text.length;
  if (characters === 0) throw new Error('nothing was written');
} else {
  const { runAction } = await import('stask/testing');
  const { ProductWorker } = await import('stask-worker-product');
  const run = await runAction(ProductWorker, mode, { file }, { settings: { database: `sqlite:${database}` } });
  if (run.status !== 'completed') throw new Error(run.message);
}
const ms = Math.round(performance.now() - startedAt);
console.log(JSON.stringify({ mode, ms, peakMb: Math.round(peakKb() / 1024) }));

function* products() {
  for (let id = 1; id <= Number(rows); id++)
    yield [id, `P-${id}`, `Product "${id}" of the shop`, `${id % 500}.99`, id % 40];
}

/** Linux says what this process had; `maxRSS` begins with what the process that started it had. */
function peakKb() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS;
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}
