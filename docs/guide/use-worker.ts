import type { Stask } from 'stask';
import type { WorkerClass } from 'stask/worker';

/** Registers a worker of the host itself and makes it ready for tasks; for packages this is `stask discover --activate`. */
export async function useWorker(stask: Stask, Class: WorkerClass): Promise<string> {
  const [row] = await stask.registerWorker(Class);
  if (row === undefined) throw new Error(`${Class.name} was not registered`);
  await stask.activateWorker(row.identifier);
  return row.identifier;
}
