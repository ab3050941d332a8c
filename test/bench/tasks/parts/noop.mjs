import { ms, perSecond } from '../figures.mjs';
import { interleaved } from '../measure.mjs';
import { startContestant } from '../contestants/start.mjs';
import { withPlace } from '../place.mjs';

/** Those of PostgreSQL with batches of the same 50, and of 500, which their documentation shows for the highest throughput. */
const PEERS = {
  sqlite: ['sidequest'],
  mysql: ['sidequest'],
  postgres: ['pg-boss:50', 'graphile-worker:50', 'pg-boss:500', 'graphile-worker:500'],
};
const GOALS = { sqlite: '>= 50', mysql: '>= 10', postgres: '>= 1' };
/** So many tasks take it some seconds; its engine starts once in a process, so each round has one of its own. */
const PEER_COUNT = { sidequest: 300 };
const ROUNDS = 5;

/** No-op tasks through one runner, concurrency 50, beside the bare driver and the peers, turn by turn. */
export const noop = (kind, { tell, count, withPeers }) =>
  withPlace(kind, {}, async ({ url, empty }) => {
    const names = ['raw', 'stask', ...(withPeers ? PEERS[kind] : [])];
    const contestants = {};
    for (const name of names) if (name !== 'sidequest') contestants[name] = await startContestant(name, kind, url);
    const round = (name) => async () => {
      const tasks = PEER_COUNT[name] ?? count;
      if (name === 'sidequest') return freshRound(name, kind, url, tasks);
      await empty();
      await contestants[name === 'raw' ? 'stask' : name].ask('fill', tasks);
      return contestants[name].ask('drain', tasks);
    };
    for (const name of names) await round(name)(); // the first of each is for warming up
    const figures = await interleaved(ROUNDS, Object.fromEntries(names.map((name) => [name, round(name)])));
    const ours = figures.stask;
    for (const name of names) {
      if (name === 'stask') continue;
      const goal = name === 'raw' ? '>= 0.5' : GOALS[kind];
      const otherName = name === 'raw' ? 'raw driver' : name.replace(':', ', batches of ');
      const what = 'no-op tasks, concurrency 50';
      const other = perSecond(figures[name]);
      tell({ database: kind, what, ours: perSecond(ours), otherName, other, ratio: ours / figures[name], goal });
    }
    for (const contestant of Object.values(contestants)) await contestant.stop();
  });

async function freshRound(name, kind, url, tasks) {
  const contestant = await startContestant(name, kind, url);
  await contestant.ask('fill', tasks);
  const perSecondHere = await contestant.ask('drain', tasks);
  await contestant.stop();
  return perSecondHere;
}

const IDLE_ROUNDS = 40;

/** From `create` to the handler's start while nothing else happens: in one process, and between two on PostgreSQL. */
export const idle = (kind, { tell, withPeers }) =>
  withPlace(kind, {}, async ({ url }) => {
    const names = ['stask', ...(withPeers && kind === 'postgres' ? PEERS.postgres.slice(0, 2) : [])];
    const rounds = { same: [], across: [] };
    for (const name of names) {
      const here = await startContestant(name, kind, url);
      await here.ask('listen');
      rounds.same.push([name, await here.ask('idle', IDLE_ROUNDS)]);
      if (kind === 'postgres') rounds.across.push([name, await across(here, await startContestant(name, kind, url))]);
      await here.stop();
    }
    for (const [place, figures] of Object.entries(rounds)) {
      if (figures.length === 0) continue;
      const [[, ours], ...peers] = figures;
      const [otherName, best] = peers.toSorted((a, b) => a[1] - b[1])[0] ?? ['no peer', undefined];
      const what = `idle, create to start, ${place === 'same' ? 'in process' : 'across processes'}`;
      const common = { database: kind, what, ours: ms(ours), otherName };
      if (best === undefined) tell({ ...common, other: '' });
      else tell({ ...common, other: ms(best), ratio: ours / best, goal: '<= 1.5' });
    }
  });

async function across(listener, sender) {
  const took = [];
  for (let n = 0; n < IDLE_ROUNDS; n++) {
    await new Promise((resolve) => setTimeout(resolve, 60 + n));
    const arrival = listener.ask('nextStart');
    const sentAt = await sender.ask('send');
    took.push((await arrival) - sentAt);
  }
  await sender.stop();
  return took.toSorted((a, b) => a - b)[Math.floor(took.length / 2)];
}
