// `npm run test:faults -- [--seed N] [--database sqlite|mysql|postgres|URL] [--seconds S] [--runners N] [--tasks N]`
import { parseArgs } from 'node:util';

import type { DatabaseKind } from '../helpers/databases.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    database: { type: 'string', multiple: true, default: ['sqlite', 'mysql', 'postgres'] },
    seconds: { type: 'string', default: '60' },
    runners: { type: 'string', default: '4' },
    tasks: { type: 'string', default: '20000' },
  },
});

const kinds = values.database.map(kindOf);
const { runFaults } = await import('./run-faults.js'); // after the servers of the given URLs are known
for (const kind of kinds) {
  console.log(`${kind}: seed ${values.seed}, ${values.runners} runners, ${values.seconds} s of trouble`);
  const report = await runFaults({
    kind,
    seed: Number(values.seed),
    runners: Number(values.runners),
    seconds: Number(values.seconds),
    tasks: Number(values.tasks),
  });
  const { broken, stories, ...figures } = report;
  console.log(JSON.stringify(figures, null, 2));
  for (const problem of broken.slice(0, 50)) console.log(`BROKEN ${problem}`);
  for (const line of stories) console.log(line);
  console.log(`${kind}: ${broken.length === 0 ? 'all invariants hold' : `${broken.length} broken invariants`}\n`);
  if (broken.length > 0) process.exitCode = 1;
}

function kindOf(given: string): DatabaseKind {
  if (given === 'sqlite' || given.startsWith('sqlite:')) return 'sqlite';
  const kind = given.startsWith('postgres') ? 'postgres' : 'mysql';
  if (given.includes('://')) process.env[kind === 'mysql' ? 'STASK_TEST_MYSQL' : 'STASK_TEST_POSTGRES'] = given;
  return kind;
}
