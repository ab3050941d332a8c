import { TASK_STATUS } from '#src/store/task-row.js';
import { LIMITED_AT_ONCE } from './chaos-worker.js';
import type { FaultRecord } from './record-file.js';
import type { Transition } from './transition-log.js';

/** What was seen from outside while the runners worked. */
export interface Evidence {
  readonly transitions: readonly Transition[];
  readonly records: readonly FaultRecord[];
  /** Ids that a create gave to its caller. */
  readonly created: readonly number[];
  readonly rows: ReadonlyArray<{ readonly id: number; readonly status: number; readonly leased: boolean }>;
  /** Processes that did not end by themselves: killed, or left by a handler's `process.exit`. */
  readonly killed: ReadonlySet<number>;
}

/** Status codes that may follow; `new` is an insert. */
const LEGAL: Readonly<Record<string, readonly number[]>> = {
  new: [5, 7, 10],
  5: [10, 30, 110],
  7: [5, 10, 100, 110],
  10: [30, 110],
  30: [10, 50, 110],
  50: [5, 10, 80, 100, 110],
  100: [10],
  110: [10],
};
const TERMINAL: ReadonlySet<number> = new Set([80, 100, 110]);
const HELD: ReadonlySet<number> = new Set([30, 50]);

const keyOf = ({ id, fence }: { id: number; fence: number }): string => `${id}/${fence}`;

/** Every broken invariant, in words; empty when all hold. */
export function brokenInvariants(evidence: Evidence): string[] {
  return [
    ...illegalChanges(evidence.transitions),
    ...uncountedStarts(evidence),
    ...wrongEnds(evidence),
    ...sharedKeys(evidence.transitions),
    ...exceededLimits(evidence.transitions),
  ];
}

const MOST_STORIES = 5;

/** What the database and the runners saw of the first tasks that broken invariants name, a line each. */
export function storiesOf(broken: readonly string[], evidence: Evidence): string[] {
  const ids = new Set(broken.flatMap((told) => Number(/task (\d+)/.exec(told)?.[1] ?? NaN) || []));
  return [...ids].slice(0, MOST_STORIES).flatMap((id) => storyOf(id, evidence));
}

function storyOf(id: number, { transitions, records }: Evidence): string[] {
  const changes = transitions.filter((change) => change.id === id);
  const own = new RegExp(`^running task ${id}$`);
  const holders = new Set(records.flatMap((one) => ('id' in one && one.id === id ? [one.pid] : [])));
  const seen = records.filter((one) =>
    'id' in one
      ? one.id === id
      : holders.has(one.pid) && (own.test(one.doing) || !one.doing.startsWith('running task')),
  );
  return [
    ...changes.map(
      ({ seq, action, from, to, fence, attempts }) =>
        `task ${id} ${action}, change ${seq}: ${from ?? 'new'} -> ${to}, fence ${fence}, attempts ${attempts}`,
    ),
    ...seen.map((one) => `task ${id}, record: ${JSON.stringify(one)}`),
  ];
}

function illegalChanges(transitions: readonly Transition[]): string[] {
  return transitions.flatMap((change) => {
    const { id, from, to, fence, fenceBefore, attempts, attemptsBefore, maxAttempts } = change;
    const told = `task ${id}: ${from ?? 'new'} -> ${to}, fence ${fenceBefore} -> ${fence}, attempts ${attemptsBefore} -> ${attempts} of ${maxAttempts}`;
    const counted = attempts - attemptsBefore;
    const started = from === 30 && to === 50;
    const problems = [
      from !== to && !LEGAL[from ?? 'new']?.includes(to) && 'illegal transition',
      fence - fenceBefore !== (to === 30 ? 1 : 0) && 'wrong fence',
      attempts > maxAttempts && 'attempts above the maximum',
      (started ? counted !== 1 : counted > 0) && 'attempt counted without a start',
      counted < 0 && !(from === 50 && (to === 10 || to === 5)) && 'attempt taken back from nothing',
    ];
    return problems.filter((problem) => problem !== false).map((problem) => `${problem}: ${told}`);
  });
}

/**
 * Handler starts equal counted starts, one for each fence. A runner that died in between may owe the handler's start; one
 * that slept in between has taken the count back.
 */
function uncountedStarts({ transitions, records, killed }: Evidence): string[] {
  const problems: string[] = [];
  const runs = new Map<string, number>();
  for (const record of records) if (record.kind === 'run') runs.set(keyOf(record), (runs.get(keyOf(record)) ?? 0) + 1);
  const holders = new Map(records.flatMap((one) => (one.kind === 'claimed' ? [[keyOf(one), one.pid] as const] : [])));
  const excused = new Set(records.flatMap((one) => (one.kind === 'refused' ? [`${one.id}@${one.pid}`] : [])));
  const failedStarts = new Set(
    records.flatMap((one) =>
      one.kind === 'trouble' ? [`${/^running task (\d+)$/.exec(one.doing)?.[1]}@${one.pid}`] : [],
    ),
  );
  const takenBack = new Set(
    transitions.filter(({ from, attempts, attemptsBefore }) => from === 50 && attempts < attemptsBefore).map(keyOf),
  );
  const starts = new Set(transitions.filter(({ from, to }) => from === 30 && to === 50).map(keyOf));
  for (const [key, times] of runs) {
    if (times > 1) problems.push(`run ${times} times under one fence: task ${key}`);
    if (!starts.has(key)) problems.push(`handler started without a counted start: task ${key}`);
  }
  for (const key of starts) {
    if (runs.has(key) || takenBack.has(key)) continue;
    const pid = holders.get(key);
    const holder = `${key.split('/')[0]}@${pid}`;
    if (pid === undefined || !(killed.has(pid) || excused.has(holder) || failedStarts.has(holder)))
      problems.push(`counted start without a handler start in a living runner: task ${key}, process ${pid}`);
  }
  return problems;
}

function wrongEnds({ transitions, created, rows }: Evidence): string[] {
  const ends = new Map<number, number>();
  for (const { id, from, to } of transitions) {
    const change = (TERMINAL.has(to) ? 1 : 0) - (from !== null && TERMINAL.has(from) ? 1 : 0);
    ends.set(id, (ends.get(id) ?? 0) + change);
  }
  const known = new Set(rows.map(({ id }) => id));
  return [
    ...created.filter((id) => !known.has(id)).map((id) => `lost: task ${id} was created and is gone`),
    ...rows
      .filter(({ status }) => !TERMINAL.has(status))
      .map(({ id, status }) => `unfinished: task ${id} is ${status}`),
    ...rows.filter(({ leased }) => leased).map(({ id }) => `lease left on ended task ${id}`),
    ...[...ends].filter(([, net]) => net !== 1).map(([id, net]) => `task ${id} ended ${net} times in one life`),
  ];
}

/** At no moment two unfinished tasks with one unique key. */
function sharedKeys(transitions: readonly Transition[]): string[] {
  const problems: string[] = [];
  const owners = new Map<string, number>();
  for (const { id, action, uniqueKey, to } of transitions) {
    if (uniqueKey === null) continue;
    const key = `${action}:${uniqueKey}`;
    const owner = owners.get(key);
    if (TERMINAL.has(to)) {
      if (owner === id) owners.delete(key);
    } else if (owner !== undefined && owner !== id) problems.push(`key ${key} held by ${owner} and ${id} at once`);
    else owners.set(key, id);
  }
  return problems;
}

function exceededLimits(transitions: readonly Transition[]): string[] {
  const held = new Set<number>();
  const problems: string[] = [];
  for (const { id, action, to, seq } of transitions) {
    if (action !== 'limited') continue;
    if (!HELD.has(to)) held.delete(id);
    else if (held.add(id).size > LIMITED_AT_ONCE)
      problems.push(`${held.size} tasks of an action limited to ${LIMITED_AT_ONCE} at once, change ${seq}`);
  }
  return problems;
}

export const UNFINISHED = [
  TASK_STATUS.planned,
  TASK_STATUS.waiting,
  TASK_STATUS.queued,
  TASK_STATUS.preparing,
  TASK_STATUS.running,
] as const;
