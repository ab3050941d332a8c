import { setTimeout as wait } from 'node:timers/promises';

const MOST_MS = 30_000;

/** Asks again until `holds` says yes. @throws Error naming `what` after half a minute */
export async function waitUntil(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + MOST_MS;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Waited for this in vain: ${what}.`);
    await wait(100);
  }
}
