import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';

/** How often the owner of a lock says that it is still there, and after how long a silent one is taken for gone. */
const BEAT_MS = 10_000;
const SILENT_MS = 60_000;
/** The guard of a take-over is held for a few file operations. */
const GUARD_SILENT_MS = 10_000;

interface Owner {
  readonly run: string;
  readonly place: string;
  readonly pid: number;
}

/** Runs of this process that hold a lock: the process id alone is that of another one after a restart in a container. */
const ours = new Set<string>();

/**
 * The right to write one file, for one run among all processes that can reach its folder: a file beside it that only one
 * can create. The lock of a process that has ended is taken over at once on its own machine, elsewhere after a minute.
 */
export class TargetLock {
  readonly #path: string;
  readonly #target: string;
  readonly #run: string;
  readonly #beat: NodeJS.Timeout;

  private constructor(target: string, path: string, run: string) {
    this.#target = target;
    this.#path = path;
    this.#run = run;
    this.#beat = setInterval(() => {
      utimes(path, new Date(), new Date()).catch(() => {}); // one that is lost is told by `assertHeld`
    }, BEAT_MS).unref();
  }

  /** @throws an error, for a later attempt, while another run writes the file */
  static async take(target: string): Promise<TargetLock> {
    const path = `${target}.stask-lock`;
    const run = randomUUID();
    ours.add(run);
    try {
      if ((await create(path, run)) || ((await isAbandoned(path)) && (await takeOver(path, run))))
        return new TargetLock(target, path, run);
      throw busy(target);
    } catch (error) {
      ours.delete(run);
      throw error;
    }
  }

  /** @throws an error when another run took the lock over, since this one was silent for too long */
  async assertHeld(): Promise<void> {
    if ((await ownerOf(this.#path))?.run !== this.#run) throw busy(this.#target);
  }

  async release(): Promise<void> {
    clearInterval(this.#beat);
    ours.delete(this.#run);
    if ((await ownerOf(this.#path))?.run === this.#run) await rm(this.#path, { force: true });
  }
}

/** @returns false when the lock is there already */
async function create(path: string, run: string): Promise<boolean> {
  const owner: Owner = { run, place: placeOfProcess(), pid: process.pid };
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(JSON.stringify(owner));
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** One at a time removes a lock: else a second one, still looking at the old lock, would remove the new one. */
async function takeOver(path: string, run: string): Promise<boolean> {
  const guard = `${path}.guard`;
  if (await isSilent(guard, GUARD_SILENT_MS)) await rm(guard, { force: true });
  if (!(await create(guard, run))) return false;
  try {
    if (!(await isAbandoned(path))) return false;
    await rm(path, { force: true });
    return await create(path, run);
  } finally {
    await rm(guard, { force: true });
  }
}

/** A lock that is gone meanwhile is abandoned too. */
async function isAbandoned(path: string): Promise<boolean> {
  const owner = await ownerOf(path);
  if (owner !== undefined && owner.place === placeOfProcess() && !isRunning(owner)) return true;
  return isSilent(path, SILENT_MS);
}

async function isSilent(path: string, limitMs: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined || Date.now() - found.mtimeMs > limitMs;
}

function isRunning({ pid, run }: Owner): boolean {
  if (pid === process.pid) return ours.has(run);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // of another user
  }
}

/** Undefined for a lock that is gone, or was cut off while it was written. */
async function ownerOf(path: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

/** Where a process id means something: the machine, and on Linux the container. */
function placeOfProcess(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname(); // not Linux
  }
}

function busy(target: string): Error {
  return new Error(`"${target}" is being written by another task.`);
}
