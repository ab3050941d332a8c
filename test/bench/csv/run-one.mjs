// One run of bench.mjs: prints milliseconds and the peak of the process's resident memory.
import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';

const [mode, file, database] = process.argv.slice(2);
const startedAt = performance.now();
if (mode === 'parse') {
  let records = 0;
  for await (const record of createReadStream(file).pipe(parse())) records += record.length > 0 ? 1 : 0;
  if (records === 0) throw new Error('nothing was read');
} else {
  const { runAction } = await import('stask/testing');
  const { ProductWorker } = await import('stask-worker-product');
  const run = await runAction(ProductWorker, mode, { file }, { settings: { database: `sqlite:${database}` } });
  if (run.status !== 'completed') throw new Error(run.message);
}
const ms = Math.round(performance.now() - startedAt);
console.log(JSON.stringify({ mode, ms, peakMb: Math.round(process.resourceUsage().maxRSS / 1024) }));
