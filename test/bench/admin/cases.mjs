// What the page of the admin asks for: every filter alone, every pair, all together, and pages far down.
import { worker } from './seed.mjs';

const hoursAgo = (hours) => new Date(Date.now() - hours * 3_600_000).toISOString();

/** The values that the page offers for each filter, common and rare. */
const FILTERS = {
  status: ['completed', 'failed', 'pending', 'running', 'failed,cancelled'],
  worker: [worker(3), 'worker_rare'],
  action: ['action_1', 'no_such_action'],
  priority: ['high'],
  scope: ['scope_1'],
  user: ['user5', 'rare'],
  group: ['3'],
  since: [hoursAgo(1), hoursAgo(24), hoursAgo(168)],
  q: ['needle', 'order 12', 'складу', 'nothing has this', '500000'],
};

const single = Object.entries(FILTERS).flatMap(([name, values]) => values.map((value) => ({ [name]: value })));
const pairs = single.flatMap((one, index) =>
  single.slice(index + 1).flatMap((two) => (Object.keys(one)[0] === Object.keys(two)[0] ? [] : [{ ...one, ...two }])),
);
const all = Object.fromEntries(Object.entries(FILTERS).map(([name, [value]]) => [name, value]));
const cursor = (id) => Buffer.from(`t${id}`).toString('base64url');

/** Addresses below `/api/v1`, with `limit` on their answers in bytes. */
export function casesFor(rows) {
  const lists = [{}, ...single, ...pairs, all];
  const deep = [{}, ...single].flatMap((filter) =>
    [rows / 2, 5_000].map((id) => ({ ...filter, cursor: cursor(Math.floor(id)) })),
  );
  return [
    ...[...lists, ...deep].map((filter) => ({ path: `tasks?${new URLSearchParams(filter)}`, group: groupOf(filter) })),
    { path: 'overview', group: 'overview' },
    { path: 'overview?scope=scope_1', group: 'overview of a scope' },
    { path: 'stats', group: 'stats' },
    { path: 'performance?hours=24', group: 'performance' },
    { path: 'performance?hours=168', group: 'performance of a week' },
    { path: 'alerts', group: 'alerts' },
    { path: 'workers', group: 'workers' },
    { path: `tasks/${Math.floor(rows / 2)}`, group: 'one task' },
  ];
}

function groupOf({ cursor: deep, ...filter }) {
  const count = Object.keys(filter).length;
  const kind = count === 0 ? 'all tasks' : count === 1 ? 'one filter' : count === 2 ? 'two filters' : 'all filters';
  return deep === undefined ? kind : `${kind}, far down`;
}
