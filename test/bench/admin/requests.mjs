// Times of requests through the real HTTP handler, and the size of their answers.
import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStask } from 'stask';
import { createAdmin, toNodeHandler } from 'stask/admin';
import { defineWorker } from 'stask/worker';
import { median } from '../tasks/measure.mjs';
import { casesFor } from './cases.mjs';
import { SCOPES, WORKERS, worker } from './seed.mjs';

const ROUNDS = 5;

/** Times, sizes and the longest stall of the event loop for each case; `isComplete` when a list looked at everything. */
export async function measureRequests(url, rows, only) {
  const folder = mkdtempSync(join(tmpdir(), 'stask-bench-'));
  const stask = await createStask({
    cwd: folder,
    database: url,
    storagePath: folder,
    autoDiscover: false,
    migrate: true,
  });
  const admin = createAdmin(stask, { auth: () => 'bench' });
  const server = createServer(toNodeHandler(admin));
  try {
    for (let n = 0; n < WORKERS; n++) await stask.registerWorker(workerClass(worker(n), n));
    await stask.registerWorker(workerClass('worker_rare', 0));
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${server.address().port}/api/v1/`;
    const results = [];
    for (const one of casesFor(rows).filter(({ path }) => path.includes(only))) results.push(await measure(base, one));
    return results;
  } finally {
    admin.close();
    server.closeAllConnections();
    server.close();
    await stask.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(base, { path, group }) {
  const took = [];
  let bytes = 0;
  let items = 0;
  let isComplete = true;
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  await new Promise((resolve) => setTimeout(resolve, 5)); // its clock must run before anything can hold it up
  delays.reset();
  for (let round = 0; round <= ROUNDS; round++) {
    const startedAt = performance.now();
    const response = await fetch(base + path);
    const text = await response.text();
    took.push(performance.now() - startedAt);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 300)}`);
    bytes = Math.max(bytes, Buffer.byteLength(text));
    const answer = JSON.parse(text);
    items = answer.items?.length ?? 0;
    isComplete = answer.searchedTo === undefined;
  }
  await new Promise((resolve) => setTimeout(resolve, 2)); // a stall is seen when it is over
  delays.disable();
  const [first, ...others] = took;
  return {
    path,
    group,
    first,
    median: median(others),
    slowest: Math.max(...others),
    stall: delays.max / 1e6,
    bytes,
    items,
    isComplete,
  };
}

const run = () => undefined;
const workerClass = (identifier, n) => {
  const names = Array.from({ length: 5 }, (_, action) => [`action_${action}`, run]);
  return defineWorker({ identifier, scope: `scope_${n % SCOPES}`, actions: Object.fromEntries(names) });
};
