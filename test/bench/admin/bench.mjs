// `npm run bench:admin -- [sqlite] [mysql] [postgres] [events] [load] [--rows N] [--only TEXT] [--keep]`: the admin with a
// million tasks, through its HTTP handler. Ends with 1 when a goal is missed. Places on servers are removed
// at the end (kept with --keep); the SQLite file stays in the temp folder for the next run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createStask } from 'stask';
import { migrate } from '#src/typeorm/migrations.js';
import { openDatabase } from '#src/typeorm/open-database.js';
import { median, secondsFor } from '../tasks/measure.mjs';
import { measureEvents, STREAMS } from './events.mjs';
import { measureFirstLoad } from './first-load.mjs';
import { GOALS, note, printGoals } from './goals.mjs';
import { openPlace } from './places.mjs';
import { measureRequests } from './requests.mjs';
import { seed } from './seed.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string', default: '1000000' },
    only: { type: 'string', default: '' },
    keep: { type: 'boolean', default: false },
    'seed-only': { type: 'boolean', default: false },
  },
});
const rows = Number(values.rows);
const wanted = positionals.length > 0 ? positionals : ['sqlite', 'mysql', 'postgres', 'events', 'load'];

for (const kind of ['sqlite', 'mysql', 'postgres'].filter((one) => wanted.includes(one))) await benchRequests(kind);
if (wanted.includes('events')) await benchEvents();
if (wanted.includes('load')) await benchLoad();
if (!values['seed-only']) process.exitCode = printGoals() ? 0 : 1;

async function benchRequests(kind) {
  const place = await openPlace(kind, rows);
  let keep = false;
  try {
    if (!place.isSeeded) await seedPlace(place);
    keep = kind === 'sqlite' || values.keep || values['seed-only'];
    if (values['seed-only']) return;
    const results = await measureRequests(place.url, rows, values.only);
    console.log(`\n${kind}, ${rows.toLocaleString('en')} tasks, milliseconds:`);
    console.table(summaryOf(results));
    noteWorst(kind, results);
  } finally {
    if (!keep) await place.remove();
  }
}

function noteWorst(kind, results) {
  const worst = (what, goal, of, among = results) => {
    const [most] = among.toSorted((a, b) => of(b) - of(a));
    if (most !== undefined) note(kind, what, of(most), goal, decodeURIComponent(most.path).slice(0, 60));
  };
  const lists = results.filter(({ path }) => path.startsWith('tasks?'));
  for (const one of results.filter((result) => result.median >= GOALS.medianMs))
    console.log(`above ${GOALS.medianMs} ms: ${decodeURIComponent(one.path)}: ${one.median.toFixed(0)} ms`);
  console.log(`${lists.filter(({ isComplete }) => isComplete).length} of ${lists.length} lists looked at everything`);
  worst('median answer, ms', GOALS.medianMs, (one) => one.median);
  worst('first answer, ms', GOALS.firstMs, ({ first }) => first);
  worst('stall of the event loop, ms', GOALS.stallMs, ({ stall }) => stall);
  worst('answer of the list, bytes', GOALS.listBytes, ({ bytes }) => bytes, lists);
}

async function seedPlace(place) {
  const database = await openDatabase({ url: place.url, storagePath: '.' });
  try {
    await migrate(database);
    const seconds = await secondsFor(() => seed(database, place.kind, rows));
    console.log(`${place.kind}: seeded ${rows.toLocaleString('en')} tasks in ${seconds.toFixed(0)} s`);
    place.seeded();
  } finally {
    await database.close();
  }
}

function summaryOf(results) {
  const groups = Map.groupBy?.(results, ({ group }) => group) ?? grouped(results);
  return [...groups].map(([group, cases]) => {
    const medians = cases.map((one) => one.median);
    const worst = cases.toSorted((a, b) => b.median - a.median)[0];
    return {
      group,
      cases: cases.length,
      median: round(median(medians)),
      'worst median': round(worst.median),
      slowest: round(Math.max(...cases.map(({ slowest }) => slowest))),
      first: round(Math.max(...cases.map(({ first }) => first))),
      stall: round(Math.max(...cases.map(({ stall }) => stall))),
      'most bytes': Math.max(...cases.map(({ bytes }) => bytes)),
      worst: decodeURIComponent(worst.path).slice(0, 60),
    };
  });
}

function grouped(results) {
  const groups = new Map();
  for (const one of results) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  return groups;
}

function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}

async function benchEvents() {
  const { one, all, eventsPerStream } = await measureEvents();
  console.log(
    `\nevents: ${STREAMS} streams ${percent(all)} of a core at ${eventsPerStream.toFixed(1)} updates a second each, one stream ${percent(one)}`,
  );
  note('', `events to ${STREAMS} streams, of a core`, all, GOALS.eventsShare);
}

async function benchLoad() {
  const folder = mkdtempSync(join(tmpdir(), 'stask-bench-'));
  const stask = await createStask({ cwd: folder, storagePath: folder, autoDiscover: false });
  for (const encoding of ['gzip', 'br']) {
    const { bytes, files } = await measureFirstLoad(stask, encoding);
    console.log(`first load, ${encoding}: ${bytes.toLocaleString('en')} bytes in ${files} files`);
    note('', `first load, ${encoding}, bytes`, bytes, GOALS.firstLoadBytes);
  }
  await stask.close();
  rmSync(folder, { recursive: true, force: true });
}

function round(milliseconds) {
  return Math.round(milliseconds * 10) / 10;
}
