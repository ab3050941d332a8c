// A process of its own that starts on a database as a host does and scans when told: ROUNDS times, with new workers,
// moved and lost ones each time.
import type { DiscoveryReport } from '#src/discovery/report.js';
import { createRegistry } from '#src/registry/registry.js';
import { migrate } from '#src/typeorm/migrations.js';
import { openDatabase } from '#src/typeorm/open-database.js';
import { createWorkerStore } from '#src/typeorm/worker-store.js';

import { candidate, packageNamed } from './sample-rows.js';

const ROUNDS = 6;
const [url = ''] = process.argv.slice(2);

process.once('message', () => {
  void scanAll().then(
    (registered) => answer({ registered }),
    (error: unknown) => answer({ error: String(error) }),
  );
});
process.send?.('ready');

function answer(result: { registered: number } | { error: string }): void {
  process.send?.(result, () => process.disconnect());
}

async function scanAll(): Promise<number> {
  const database = await openDatabase({ url, storagePath: '.' });
  try {
    await migrate(database);
    let round = 0;
    const registry = createRegistry({ store: createWorkerStore(database), discover: async () => reportOf(round) });
    let registered = 0;
    for (round = 1; round <= ROUNDS; round++) {
      registered += (await registry.discover()).registered.length;
      await registry.rescan();
    }
    return registered;
  } finally {
    await database.close();
  }
}

/** Five more workers each round, all of the newest version; one package is broken in every second round. */
function reportOf(round: number): DiscoveryReport {
  const shop = packageNamed('shop', { version: `1.${round}.0` });
  const candidates = Array.from({ length: round * 5 }, (_, n) => candidate(`worker-${n}`, { package: shop }));
  const other = packageNamed('other');
  const isBroken = round % 2 === 0;
  return {
    candidates: isBroken ? candidates : [...candidates, candidate('other', { package: other })],
    broken: isBroken ? [{ package: other, reason: 'import-failed', detail: 'it throws' }] : [],
    brokenClasses: [],
    skipped: [],
    notices: [],
    scanned: { packages: 2, manifests: 2, complete: true, incompleteBecause: [], durationMs: 0, totalMs: 0 },
  };
}
