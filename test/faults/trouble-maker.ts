import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import type { Random } from './random.js';
import type { Proxy } from './proxy.js';
import type { RunnerFleet } from './runner-fleet.js';

const HOLDER = fileURLToPath(new URL('hold-sqlite.js', import.meta.url));
const KINDS = { kill: 5, freeze: 4, cut: 3, pause: 2, down: 2, silence: 2 } as const;
export type TroubleCounts = Record<keyof typeof KINDS, number>;

export interface TroubleParts {
  readonly random: Random;
  readonly fleet: RunnerFleet;
  /** Undefined for SQLite, where `file` is locked instead. */
  readonly proxy: Proxy | undefined;
  readonly file: string | undefined;
  readonly counts: TroubleCounts;
}

/** One trouble after the other until `endsAt` (`performance.now()`); leaves everything healed. */
export async function makeTrouble(parts: TroubleParts, endsAt: number): Promise<void> {
  const { random, fleet, proxy, file, counts } = parts;
  while (performance.now() < endsAt) {
    await sleep(random.whole(200, 1_200));
    const kind = random.weighted(KINDS);
    const index = random.whole(0, fleet.size - 1);
    const lastsMs = random.whole(100, kind === 'freeze' ? 4_000 : 1_500);
    counts[kind]++;
    if (kind === 'kill') fleet.kill(index);
    else if (kind === 'freeze') {
      fleet.freeze(index);
      await sleep(lastsMs);
      fleet.thaw(index);
    } else if (proxy === undefined) await once(fork(HOLDER, [file!, String(lastsMs)]), 'exit');
    else await disturb(proxy, kind, lastsMs);
  }
  fleet.thawAll();
}

async function disturb(proxy: Proxy, kind: 'cut' | 'pause' | 'down' | 'silence', lastsMs: number): Promise<void> {
  if (kind === 'cut') return proxy.cut();
  if (kind === 'pause') proxy.pause();
  else if (kind === 'silence') proxy.swallow();
  else proxy.refuse();
  await sleep(lastsMs);
  if (kind === 'pause') proxy.resume();
  else if (kind === 'silence')
    proxy.cut(); // by now the server has noticed too
  else proxy.accept();
}
