import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { LEFT_BY_HANDLER, NOT_STARTED } from './exit-codes.js';

const RUNNER = fileURLToPath(new URL('runner-process.js', import.meta.url));
const STOP_MS = 25_000;

/** The runner processes of one run; one that ends is replaced until the fleet is stopped. */
export interface RunnerFleet {
  /** Kills one for good; another takes its place. */
  kill(index: number): void;
  freeze(index: number): void;
  thaw(index: number): void;
  thawAll(): void;
  /** SIGTERM to all; resolves with what went wrong, in words. */
  stop(): Promise<string[]>;
  /** Processes that did not end by SIGTERM. */
  readonly killed: ReadonlySet<number>;
  readonly size: number;
  readonly counts: { started: number; killed: number; exited: number; frozen: number; crashed: string[] };
}

export async function startFleet(size: number, url: string, folder: string): Promise<RunnerFleet> {
  const killed = new Set<number>();
  const frozen = new Set<ChildProcess>();
  const counts = { started: 0, killed: 0, exited: 0, frozen: 0, crashed: [] as string[] };
  const children: ChildProcess[] = [];
  const ready = new Map<ChildProcess, Promise<unknown>>();
  let stopping = false;

  function start(index: number): ChildProcess {
    const child = fork(RUNNER, [url, folder], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    counts.started++;
    children[index] = child;
    ready.set(child, Promise.race([once(child, 'message'), once(child, 'exit')]));
    let told = '';
    child.stderr!.on('data', (chunk: Buffer) => (told = (told + chunk.toString()).slice(-2_000)));
    child.once('exit', (code, signal) => {
      if (child.pid !== undefined && code !== 0) killed.add(child.pid);
      frozen.delete(child);
      if (code === LEFT_BY_HANDLER) counts.exited++;
      else if (signal === null && code !== 0 && code !== NOT_STARTED)
        counts.crashed.push(`exit ${code}: ${told.trim()}`);
      if (!stopping) setTimeout(() => stopping || start(index), 100);
    });
    return child;
  }

  const fleet: RunnerFleet = {
    killed,
    counts,
    size,
    kill(index) {
      if (!isAlive(children[index]!)) return;
      counts.killed++;
      children[index]!.kill('SIGKILL');
    },
    freeze(index) {
      const child = children[index]!;
      if (!isAlive(child) || frozen.has(child)) return;
      counts.frozen++;
      frozen.add(child);
      child.kill('SIGSTOP');
    },
    thaw(index) {
      if (frozen.delete(children[index]!)) children[index]!.kill('SIGCONT');
    },
    thawAll() {
      for (const child of frozen) child.kill('SIGCONT');
      frozen.clear();
    },
    async stop() {
      stopping = true;
      fleet.thawAll();
      for (const child of children) await ready.get(child); // before that SIGTERM ends any process
      return (await Promise.all(children.map(stopOne))).flat();
    },
  };
  for (let index = 0; index < size; index++) start(index);
  await Promise.all(ready.values());
  return fleet;
}

const isAlive = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

async function stopOne(child: ChildProcess): Promise<string[]> {
  if (!isAlive(child)) return [];
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  const [code, signal] = await ended;
  clearTimeout(timer);
  if (signal === 'SIGKILL')
    return [`runner ${child.pid} did not end within ${STOP_MS} ms of SIGTERM: a handle was left open`];
  return code === 0 ? [] : [`runner ${child.pid} ended with ${code ?? signal} after SIGTERM`];
}
