// Main module of the inspection process: imports worker packages one after the other and answers with what it found.
// Whatever their code does here ends with this process, which the host kills together with everything it started.
import { ChildProcess } from 'node:child_process';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { inspectEntries, type InspectionJob } from './inspect-entries.js';
import { openInspectionChannel } from './inspection-channel.js';
import type { Inspection } from './inspection.js';
import { watchIntrinsics } from './intrinsics.js';
import { describeThrown, placeIn } from './thrown-text.js';

/** The message of the host. */
interface Order {
  readonly hostRoot: string;
  readonly jobs: readonly InspectionJob[];
}

const { order, send } = openInspectionChannel();
const { hostRoot, jobs } = order as Order;
const restoreIntrinsics = watchIntrinsics();
const chdir = process.chdir.bind(process);
const exit = process.exit.bind(process);
const environment = { ...process.env };

let job: InspectionJob | undefined;
let step = '';
let lateErrors: string[] = [];
const harmful = new Set<string>();
const polyfilled = new Set<string>();
let onStalled: () => void = () => {};

keepChildrenInGroup();
keepOutputBlocking();
process.on('uncaughtException', rememberLateError);
process.on('unhandledRejection', rememberLateError);
process.on('beforeExit', () => onStalled());
process.on('exit', (code) => {
  if (job !== undefined) send({ type: 'exit', code, step, place: placeIn(job.root, new Error('exit').stack) });
});

send({ type: 'ready' });
for (job of jobs) {
  send({ type: 'begin' });
  lateErrors = [];
  resetProcess();
  const inspection = await Promise.race([inspectEntries(job, announce, tidyIntrinsics), stalledInspection()]);
  await eventLoopTurn(); // errors that are on their way belong to this package
  tidyIntrinsics();
  const result = harmful.size === 0 ? withNotices(inspection) : refused();
  const spoiled = harmful.size + polyfilled.size > 0;
  send({ type: 'done', inspection: result, spoiled });
  if (spoiled) break; // the others get a sound process
}
job = undefined;
exit(0);

function announce(next: string): void {
  step = next;
  send({ type: 'step', step });
}

/** Gives the code that follows, ours above all, sound built-ins; a process that needed it is not used again. */
function tidyIntrinsics(): void {
  const changes = restoreIntrinsics();
  for (const name of changes.harmful) harmful.add(name);
  for (const name of changes.other) polyfilled.add(name);
}

/** Settles when an import waits for something that nothing can bring any more: then the event loop runs empty. */
function stalledInspection(): Promise<Inspection> {
  return new Promise((resolve) => {
    onStalled = () => {
      const [entry = ''] = step.split('#');
      const detail = `${step} never finishes loading: it awaits something that nothing is left to settle.`;
      resolve({ workers: [], leftOut: [{ entry, reason: 'import-timeout', detail }], notices: [] });
    };
  });
}

function withNotices(inspection: Inspection): Inspection {
  const notices = lateErrors.slice(0, 3).map((detail) => ({ code: 'late-error', detail }));
  if (polyfilled.size > 0) {
    const detail = `Importing it changes built-in objects of the process: ${list([...polyfilled])}.`;
    notices.push({ code: 'globals-changed', detail });
  }
  return { ...inspection, notices: [...inspection.notices, ...notices] };
}

function refused(): Inspection {
  const detail =
    `Importing it changes objects that all code uses: ${list([...harmful])}. Other packages break by that; ` +
    'define such helpers as functions, or as non-enumerable properties.';
  const [entry = ''] = step.split('#');
  return { workers: [], leftOut: [{ entry, reason: 'import-failed', detail }], notices: [] };
}

function list(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
}

function rememberLateError(error: unknown): void {
  const root = job?.root ?? '';
  lateErrors.push(`Code started by importing it fails later: ${describeThrown(error, root)}.`);
}

/** Each package starts in the folder and with the environment of the host. */
function resetProcess(): void {
  enter(hostRoot);
  for (const key of Object.keys(process.env)) if (!(key in environment)) delete process.env[key];
  for (const [key, value] of Object.entries(environment)) if (process.env[key] !== value) process.env[key] = value;
}

/** Newer Node opens stderr when `child_process` is loaded, which would make large synchronous writes of packages fail. */
function keepOutputBlocking(): void {
  const { _handle: handle } = process.stderr as { _handle?: { setBlocking?: (isBlocking: boolean) => void } };
  handle?.setBlocking?.(true);
}

function enter(folder: string): void {
  try {
    chdir(folder);
  } catch {
    // a host whose folder cannot be entered runs its workers elsewhere, too
  }
}

/** What a package starts stays in this process group, so that it ends with it. */
function keepChildrenInGroup(): void {
  type Spawn = (options: { detached?: boolean }) => unknown;
  const prototype = ChildProcess.prototype as unknown as { spawn: Spawn };
  const { spawn } = prototype;
  prototype.spawn = function (this: ChildProcess, options): unknown {
    return Reflect.apply(spawn, this, [{ ...options, detached: false }]);
  };
}
