import { isDeepStrictEqual } from 'node:util';
import { discover } from '../discovery/discover.js';
import { isStaskError } from '../errors.js';
import { discoveryOptions } from '../parts.js';
import { decideClean } from '../registry/decide-clean.js';
import { reconcile } from '../registry/reconcile.js';
import type { Stask } from '../stask.js';
import type { DiscoveredColumns, WorkerRow } from '../store/worker-store.js';
import { createWorkerStore } from '../typeorm/worker-store.js';
import type { DiscoveryRequest, DiscoveryResult } from './api.js';
import { problem } from './problem.js';

type Asked = Required<Omit<DiscoveryRequest, 'apply'>>;
type Change = DiscoveryResult['updated'][number]['changes'][number];

const TOLD: ReadonlyArray<keyof DiscoveredColumns> = [
  'identifier',
  'scope',
  'class',
  'title',
  'description',
  'icon',
  'packageName',
  'packageVersion',
  'direct',
  'health',
  'healthDetail',
  'actions',
  'settingsSchema',
  'defaults',
];

/** Scans of what is installed: told before they change anything, and one at a time. */
export function createScans(stask: Stask) {
  let last: DiscoveryResult | undefined;
  let running = false;
  let firstLook: Promise<DiscoveryResult> | undefined;

  const alone = async (work: () => Promise<DiscoveryResult>): Promise<DiscoveryResult> => {
    if (running) throw problem(409, 'scan-running', 'Another scan is running. Wait for it.');
    running = true;
    try {
      return (last = await work());
    } finally {
      running = false;
    }
  };
  return {
    /** The last result; a first look when there is none, one for all who ask. It writes nothing, so nobody waits for it. */
    async last(): Promise<DiscoveryResult> {
      if (last !== undefined) return last;
      firstLook ??= preview(stask, { discover: true, rescan: true, clean: false, force: false }).finally(
        () => (firstLook = undefined),
      );
      const seen = await firstLook;
      return (last ??= seen);
    },
    preview: (asked: Asked) => alone(() => preview(stask, asked)),
    apply: (asked: Asked) => alone(() => apply(stask, asked)),
  };
}

/** What `apply` would do, by the same rules; nothing is written. */
async function preview(stask: Stask, asked: Asked): Promise<DiscoveryResult> {
  const report = await discover({ ...discoveryOptions(stask.options), useCache: false });
  const store = createWorkerStore(stask.database);
  const rows = await store.list();
  const { complete } = report.scanned;
  const decided = reconcile({ ...report, complete }, rows, new Date());
  const updates = [...decided.found, ...(asked.rescan ? decided.lost : [])];
  const missing = rows.filter(({ id }) => decided.missing.has(id));
  const unfinished = await store.withUnfinishedTasks(missing.map(({ identifier }) => identifier));
  const cleaned = asked.clean
    ? clean(() => decideClean(report.scanned, rows, decided.missing, unfinished, asked.force))
    : NOTHING_REMOVED;
  return {
    applied: false,
    registered: asked.discover ? decided.insert.map(({ identifier }) => identifier) : [],
    updated: updates.flatMap(({ id, columns }) =>
      changesOf(
        rows.find((row) => row.id === id),
        columns,
      ),
    ),
    broken: rows.filter(({ id }) => decided.broken.has(id)).map(({ identifier }) => identifier),
    missing: missing.map(({ identifier }) => identifier),
    ...cleaned,
    skipped: [...report.skipped, ...decided.skipped].map((one) => ({ ...one })),
    notices: report.notices.map((one) => ({ ...one })),
    scanned: figuresOf(report.scanned),
  };
}

async function apply(stask: Stask, asked: Asked): Promise<DiscoveryResult> {
  const { registry } = stask;
  const before = await stask.getWorkers();
  const found = asked.discover ? await registry.discover() : undefined;
  const looked = asked.rescan || found === undefined ? await registry.rescan() : undefined;
  let removal: Removal = NOTHING_REMOVED;
  if (asked.clean) {
    try {
      removal = namesOf(await registry.clean({ force: asked.force }));
    } catch (error) {
      removal = refusal(error);
    }
  }
  const after = await stask.getWorkers();
  const report = looked ?? found;
  return {
    applied: true,
    registered: (found?.registered ?? []).map(({ identifier }) => identifier),
    updated: before.flatMap((row) => {
      const next = after.find(({ id }) => id === row.id);
      return next === undefined ? [] : changesOf(row, next);
    }),
    broken: after.filter(({ health }) => health === 'broken').map(({ identifier }) => identifier),
    missing: after.filter(({ health }) => health === 'missing').map(({ identifier }) => identifier),
    ...removal,
    skipped: (report?.skipped ?? []).map((one) => ({ ...one })),
    notices: (report?.notices ?? []).map((one) => ({ ...one })),
    scanned: figuresOf(report!.scanned),
  };
}

type Removal = Pick<DiscoveryResult, 'removed' | 'kept' | 'refused'>;
const NOTHING_REMOVED: Removal = { removed: [], kept: [] };

function clean(decide: () => ReturnType<typeof decideClean>): Removal {
  try {
    const { remove, kept } = decide();
    return namesOf({ removed: remove, kept });
  } catch (error) {
    return refusal(error);
  }
}

function namesOf(outcome: {
  readonly removed: readonly WorkerRow[];
  readonly kept: DiscoveryResult['kept'] | ReadonlyArray<DiscoveryResult['kept'][number]>;
}): Removal {
  return {
    removed: outcome.removed.map(({ identifier }) => identifier),
    kept: outcome.kept.map(({ identifier, reason }) => ({ identifier, reason })),
  };
}

/** A removal that the rules refuse is part of the result; any other error is not. */
function refusal(error: unknown): Removal {
  if (!isStaskError(error, 'STASK_SCAN_INCOMPLETE') && !isStaskError(error, 'STASK_CLEAN_TOO_MANY')) throw error;
  return { removed: [], kept: [], refused: { code: error.code, detail: error.message } };
}

function changesOf(row: WorkerRow | undefined, next: DiscoveredColumns): DiscoveryResult['updated'] {
  if (row === undefined) return [];
  const changes = TOLD.flatMap((column): Change[] =>
    isDeepStrictEqual(row[column], next[column]) ? [] : [{ column, from: shown(row[column]), to: shown(next[column]) }],
  );
  return changes.length === 0 ? [] : [{ identifier: row.identifier, changes }];
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

function figuresOf({
  packages,
  manifests,
  complete,
  durationMs,
  totalMs,
}: DiscoveryResult['scanned']): DiscoveryResult['scanned'] {
  return { packages, manifests, complete, durationMs: Math.round(durationMs), totalMs: Math.round(totalMs) };
}
