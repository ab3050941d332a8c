import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';

const LOOK_EVERY_MS = 25;
/** A killed process is gone at once, but for one that waits in the kernel. */
const KILLED_WITHIN_MS = 1_000;

interface Process {
  readonly pid: number;
  /** Clock ticks since boot; with the pid it names one process for good. */
  readonly startedAt: string;
}

/** A line of the process table. */
interface Listed extends Process {
  /** `Z` for one that is dead and not asked about yet. */
  readonly state: string;
  readonly parent: number;
  readonly group: number;
}

/** A command started as leader of a process group of its own, with all that it starts. */
export class ProcessTree {
  readonly #pid: number;
  #outside: Process[] = [];

  constructor(pid: number) {
    this.#pid = pid;
  }

  /** Ends what is left of it: asks, and kills what still runs after `graceMs`. Does nothing when nothing is left. */
  async end(graceMs: number): Promise<void> {
    if (process.platform === 'win32') {
      await execa('taskkill', ['/pid', String(this.#pid), '/T', '/F'], { reject: false });
      return;
    }
    this.#outside = descendantsOf(this.#pid);
    this.signal('SIGTERM');
    if (await this.#isGoneWithin(graceMs)) return;
    this.#outside.push(...descendantsOf(this.#pid));
    this.signal('SIGKILL');
    await this.#isGoneWithin(KILLED_WITHIN_MS);
  }

  /** Reaches the group, and those that left it for a group of their own. */
  signal(signal: NodeJS.Signals): void {
    send(-this.#pid, signal);
    for (const each of this.#outside) if (isSame(each)) send(each.pid, signal);
  }

  async #isGoneWithin(limitMs: number): Promise<boolean> {
    const endsAt = performance.now() + limitMs;
    while (this.#isAlive()) {
      if (performance.now() >= endsAt) return false;
      await delay(LOOK_EVERY_MS);
    }
    return true;
  }

  #isAlive(): boolean {
    return (send(-this.#pid, 0) && hasLiving(this.#pid)) || this.#outside.some(isSame);
  }
}

/** False when there is nobody to get it. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A dead process that nobody asks about stays a member of its group; where there is no table, it counts as alive. */
function hasLiving(group: number): boolean {
  const all = processTable();
  return all.length === 0 || all.some((each) => each.group === group && each.state !== 'Z');
}

/** Processes below one, by the process table of Linux; elsewhere the group has to do. */
function descendantsOf(pid: number): Process[] {
  const all = processTable();
  const found: Process[] = [];
  const parents = [pid];
  for (let parent = parents.pop(); parent !== undefined; parent = parents.pop()) {
    for (const each of all) {
      if (each.parent !== parent) continue;
      found.push(each);
      parents.push(each.pid);
    }
  }
  return found;
}

function processTable(): Listed[] {
  if (process.platform !== 'linux') return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).flatMap((pid) => statOf(pid) ?? []);
}

function isSame({ pid, startedAt }: Process): boolean {
  const now = statOf(pid);
  return now !== undefined && now.startedAt === startedAt && now.state !== 'Z';
}

function statOf(pid: number): Listed | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before it may hold anything
    const [state = '', parent, group] = fields;
    return { pid, state, parent: Number(parent), group: Number(group), startedAt: fields[19] ?? '' };
  } catch {
    return undefined; // it has ended meanwhile
  }
}
