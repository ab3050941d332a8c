/**
 * Runs the tasks of a host, in a process that a test may kill, until one of them ended. With `KILL_STEP` and `KILL_AT`
 * it kills itself when the mail worker comes to that step with that address.
 */
import { subscribe } from 'node:diagnostics_channel';
import { createStask } from 'stask';

const { KILL_STEP: step, KILL_AT: address } = process.env;
subscribe('stask-worker-mail:step', (message) => {
  const seen = message as { step: string; to: string };
  if (seen.step === step && seen.to === address) process.kill(process.pid, 'SIGKILL');
});

const [cwd = ''] = process.argv.slice(2);
const stask = await createStask({ cwd });
const runner = stask.work({ concurrency: 1, leaseMs: 1000, heartbeatMs: 100, pollIntervalMs: 50 });
const unfinished = async (): Promise<number> => stask.tasks.incomplete().count();
stask.on('task.completed', () => void runner.stop());
stask.on('task.failed', () => void runner.stop());
if ((await unfinished()) > 0) await runner.done;
await stask.close();
