import type { FoundPackage } from './found-package.js';
import type { Inspection } from './inspection.js';
import type { InspectionAhead } from './inspection-ahead.js';
import { startInspectionProcess, type InspectionProcess, type JobOutcome } from './inspection-process.js';
import type { SkipReason } from './report.js';
import { spawnInspection } from './spawn-inspection.js';

export interface BatchOptions {
  /** Longest time for one package, in milliseconds. */
  readonly inspectTimeoutMs: number;
  readonly hostRoot: string;
  /** Holds a process for the first packages that was started before they were known. */
  readonly ahead?: InspectionAhead | undefined;
}

/** After this a package no longer shares a process, so that it does not hold up the others. */
const SHARED_MS = 1_500;
/** Time for an inspection process to start, in milliseconds. */
const START_MS = 30_000;
/** Packages in a process of their own at the same time. */
const ALONE_LIMIT = 3;

/**
 * Inspects packages in a process they share. One that is slow there, or ends the process, is inspected again in a process
 * of its own with the whole time limit: only then is it known to be at fault. `onInspected` gets each result once.
 */
export async function inspectBatch(
  packages: readonly FoundPackage[],
  options: BatchOptions,
  onInspected: (found: FoundPackage, inspection: Inspection) => void,
): Promise<void> {
  const alone = new Set<Promise<void>>();
  const goAlone = async (found: FoundPackage, work: Promise<Inspection>): Promise<void> => {
    const done = work.then((inspection) => onInspected(found, inspection)).finally(() => alone.delete(done));
    alone.add(done);
    if (alone.size >= ALONE_LIMIT) await Promise.race(alone);
  };
  let shared: InspectionProcess | undefined;
  try {
    for (const [index, found] of packages.entries()) {
      shared ??= await start(packages.slice(index), options);
      const isFirst = shared.answered() === 0;
      const running = shared.next();
      const outcome = await within(Math.min(SHARED_MS, options.inspectTimeoutMs), running);
      if (outcome?.kind === 'done') {
        onInspected(found, outcome.inspection);
        if (!outcome.spoiled) continue;
        await shared.kill();
      } else if (isFirst) {
        await goAlone(found, conclude(shared, running, options.inspectTimeoutMs, SHARED_MS));
      } else {
        await shared.kill();
        await goAlone(found, inspectAlone(found, options));
      }
      shared = undefined;
    }
  } finally {
    void shared?.kill(); // it is idle; its end need not be waited for
    await Promise.all(alone);
  }
}

async function inspectAlone(found: FoundPackage, options: BatchOptions): Promise<Inspection> {
  const own = await start([found], options);
  return conclude(own, own.next(), options.inspectTimeoutMs, 0);
}

/** Waits for what is left of the time limit; the process is gone afterwards. */
async function conclude(
  own: InspectionProcess,
  running: Promise<JobOutcome>,
  limitMs: number,
  usedMs: number,
): Promise<Inspection> {
  const outcome = await within(Math.max(0, limitMs - usedMs), running);
  await own.kill();
  if (outcome?.kind === 'done') return outcome.inspection;
  if (!(await own.ready))
    return failed(own.step(), 'import-failed', `was not imported, the inspection process ${outcome?.how}`);
  if (outcome !== undefined)
    return failed(
      own.step(),
      'import-exited',
      `ends the process that imports it: it ${outcome.how}. ${onlyDefine('end the process')}`,
    );
  return failed(
    own.step(),
    'import-timeout',
    `was not imported within ${limitMs} ms (discovery.inspectTimeoutMs). ${onlyDefine('wait or loop')}`,
  );
}

const onlyDefine = (not: string): string =>
  `Importing an entry must only define its workers and not ${not}; do the work in an action`;

/** One that was started ahead and did not come up is no news of the packages: another takes its place. */
async function start(packages: readonly FoundPackage[], options: BatchOptions): Promise<InspectionProcess> {
  const spawned = options.ahead?.process;
  if (options.ahead !== undefined) options.ahead.process = undefined;
  const started = startInspectionProcess(spawned ?? spawnInspection(options.hostRoot), options.hostRoot, packages);
  if (await within(START_MS, started.ready)) return started;
  await started.kill();
  return spawned === undefined ? started : start(packages, options);
}

function failed(step: string, reason: SkipReason, what: string): Inspection {
  const [entry = ''] = step.split('#');
  return { workers: [], leftOut: [{ entry, reason, detail: `${step} ${what}.` }], notices: [] };
}

/** The value of `work`, or `undefined` when it takes longer. */
async function within<T>(limitMs: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, limitMs, undefined)));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
