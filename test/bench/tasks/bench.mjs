// `npm run bench:tasks -- [sqlite|mysql|postgres …] [PART …] [--tasks N] [--rows N] [--no-peers] [--markdown FILE]`:
// figures of this machine, each beside what it is compared with and its goal. All that it makes it removes again.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createReport, markdown } from './figures.mjs';
import { claim, runners } from './parts/claim.mjs';
import { create } from './parts/create.mjs';
import { idle, noop } from './parts/noop.mjs';
import { headlines, progress } from './parts/progress.mjs';

const KINDS = ['sqlite', 'mysql', 'postgres'];
const PARTS = { create, noop, idle, claim, runners, progress, headlines };
/** These concern files and the embedded database, not the servers. */
const EMBEDDED_ONLY = new Set(['progress', 'headlines']);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tasks: { type: 'string', default: '10000' },
    rows: { type: 'string', default: '1000000' },
    'no-peers': { type: 'boolean', default: false },
    markdown: { type: 'string' },
  },
});
const unknown = positionals.filter((word) => !KINDS.includes(word) && !Object.hasOwn(PARTS, word));
if (unknown.length > 0) {
  console.error(
    `Not known: ${unknown.join(', ')}. Databases: ${KINDS.join(', ')}. Parts: ${Object.keys(PARTS).join(', ')}.`,
  );
  process.exit(2);
}
const chosen = (all) =>
  all.some((word) => positionals.includes(word)) ? all.filter((word) => positionals.includes(word)) : all;

const { rows, tell } = createReport();
const options = { tell, count: Number(values.tasks), rows: Number(values.rows), withPeers: !values['no-peers'] };
for (const kind of chosen(KINDS))
  for (const part of chosen(Object.keys(PARTS)))
    if (kind === 'sqlite' || !EMBEDDED_ONLY.has(part)) await PARTS[part](kind, options);
console.table(rows);
if (values.markdown !== undefined) writeFileSync(values.markdown, `${markdown(rows)}\n`);
