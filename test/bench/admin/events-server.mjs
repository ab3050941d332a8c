// The process whose load is measured: an admin, and a task that reports four times a second.
import { createServer } from 'node:http';
import { createStask } from 'stask';
import { createAdmin, toNodeHandler } from 'stask/admin';
import { defineWorker } from 'stask/worker';

const [folder] = process.argv.slice(2);
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const stask = await createStask({ cwd: folder, storagePath: folder, autoDiscover: false, logger: silent });
const report = async (task) => {
  for (let n = 0; !task.signal.aborted; n = (n + 1) % 1_000_000) {
    task.progress({ processed: n, total: 1_000_000, message: `Row ${n}` });
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
};
await stask.registerWorker(defineWorker({ identifier: 'bench', actions: { report } }));
await stask.activateWorker('bench');
const admin = createAdmin(stask, { auth: () => 'bench' });
const server = createServer(toNodeHandler(admin));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const task = await stask.create({ identifier: 'bench', action: 'report' });
void stask.execute(task);
let before;
process.on('message', (message) => {
  if (message === 'begin') before = { cpu: process.cpuUsage(), at: performance.now() };
  else process.send(loadSince(before));
});
process.send({ port: server.address().port });

function loadSince({ cpu, at }) {
  const { user, system } = process.cpuUsage(cpu);
  return { share: (user + system) / 1_000 / (performance.now() - at) };
}
