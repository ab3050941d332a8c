import { createHash } from 'node:crypto';

/** Hash that is unique among unfinished tasks: of worker, action and key. */
export function uniqueLock(identifier: string, action: string, key: string): string {
  return createHash('sha256')
    .update(JSON.stringify([identifier, action, key]))
    .digest('hex');
}
