// Main module of a process that imports the entries of a package as a host does and tells what that does to the process.
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/** What importing the entries took and left behind. */
export interface ProbeReport {
  readonly importMs: number;
  /** Kinds of resources that keep the process alive. */
  readonly openResources: readonly string[];
  /** Names of new properties of `globalThis`. */
  readonly newGlobals: readonly string[];
  /** What of the process is different: `process.env.X`, the folder, listeners. */
  readonly changes: readonly string[];
}

const [root = '', ...entries] = process.argv.slice(2);
await preloadAuthorApi();
void [process.stdout, process.stderr]; // made at first use, and then a resource of their own
await setImmediate();
const before = snapshot();
const startedMs = performance.now();
const startedCpu = process.cpuUsage();
for (const entry of entries) await import(pathToFileURL(entry).href);
const importMs = ownTimeMs(performance.now() - startedMs, process.cpuUsage(startedCpu));
await setImmediate();
await setImmediate();
process.send?.(reportOf(importMs), () => process.exit(0));

/** A host has it loaded already, so its time is not the package's. */
async function preloadAuthorApi(): Promise<void> {
  try {
    await import(pathToFileURL(createRequire(`${root}/package.json`).resolve('stask/worker')).href);
  } catch {
    // a package that does without it has nothing to preload
  }
}

/** On a busy machine the clock tells of others; where the import computes, its processor time is what it costs. */
function ownTimeMs(wallMs: number, { user, system }: NodeJS.CpuUsage): number {
  const cpuMs = (user + system) / 1_000;
  return cpuMs * 4 > wallMs ? Math.min(cpuMs, wallMs) : wallMs;
}

function snapshot() {
  return {
    resources: process.getActiveResourcesInfo(),
    globals: Object.getOwnPropertyNames(globalThis),
    env: JSON.stringify(process.env),
    cwd: process.cwd(),
    listeners: process.eventNames().map((name) => `${String(name)} ${process.listenerCount(name)}`),
  };
}

function reportOf(took: number): ProbeReport {
  const after = snapshot();
  const openResources = [...after.resources];
  for (const name of before.resources) {
    const index = openResources.indexOf(name);
    if (index >= 0) openResources.splice(index, 1);
  }
  const changes = [
    ...(after.env === before.env ? [] : ['process.env']),
    ...(after.cwd === before.cwd ? [] : ['the working folder']),
    ...after.listeners
      .filter((line) => !before.listeners.includes(line))
      .map((line) => `listeners of "${line.split(' ')[0]}"`),
  ];
  const helpers = helpersOfTslib();
  const newGlobals = after.globals.filter(
    (name) => !before.globals.includes(name) && !helpers.has((globalThis as Record<string, unknown>)[name]),
  );
  return { importMs: took, openResources, newGlobals, changes };
}

/**
 * What `tslib` exports. Its CommonJS build puts the same functions into `globalThis` too, whoever imports it: libraries
 * that many workers need do, and no author can change it.
 */
function helpersOfTslib(): ReadonlySet<unknown> {
  const loaded = Object.entries(createRequire(import.meta.url).cache);
  const copies = loaded.filter(([path]) => /[\\/]tslib[\\/]tslib\.js$/.test(path));
  return new Set(copies.flatMap(([, module]) => Object.values((module?.exports ?? {}) as object)));
}
