import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FoundPackage } from '../discovery/found-package.js';
import { checkAll, failed, passed, warned, type Check } from './check.js';
import type { ProbeReport } from './import-probe.js';

const PROBE = fileURLToPath(new URL('./import-probe.js', import.meta.url));
const IMPORT_MAX_MS = 500;
const PROBE_TIMEOUT_MS = 30_000;
/** A busy machine makes one slow import; the best of several tells what the code costs. */
const TRIES = 3;

/** Whether importing the package is quick and leaves the process as it was. */
export async function checkImport(found: FoundPackage): Promise<Check[]> {
  const probed = await probe(found);
  if (probed === undefined) return [failed('import', `Its entries were not imported within ${PROBE_TIMEOUT_MS} ms.`)];
  const { openResources, newGlobals, changes, stdout } = probed;
  const effects = [
    ...(openResources.length > 0
      ? [`it leaves ${list(openResources)} open, so that no host can end; open it in the action`]
      : []),
    ...(stdout === ''
      ? []
      : [`it writes to stdout: ${JSON.stringify(stdout.slice(0, 60))}; use task.log in the action`]),
  ];
  const checks = [await checkTime(found, probed.importMs), checkAll('import effects', effects, 'none')];
  const touched = [...newGlobals.map((name) => `globalThis.${name}`), ...changes];
  if (touched.length > 0)
    checks.push(warned('import effects', `Importing it changes ${list(touched)} of the host's process.`));
  return checks;
}

async function checkTime(found: FoundPackage, firstMs: number): Promise<Check> {
  let bestMs = firstMs;
  for (let tries = 1; tries < TRIES && bestMs > IMPORT_MAX_MS; tries++)
    bestMs = Math.min(bestMs, (await probe(found))?.importMs ?? Infinity);
  const took = `${Math.round(bestMs)} ms`;
  if (bestMs <= IMPORT_MAX_MS) return passed('import time', took);
  return failed(
    'import time',
    `${took}, more than ${IMPORT_MAX_MS}; import what is heavy in the action, with \`await import()\`.`,
  );
}

async function probe({ root, entries }: FoundPackage): Promise<(ProbeReport & { stdout: string }) | undefined> {
  const args = [root, ...entries.map(({ file }) => file)];
  const child = fork(PROBE, args, { cwd: root, execArgv: [], stdio: ['ignore', 'pipe', 'ignore', 'ipc'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), PROBE_TIMEOUT_MS);
  let report: ProbeReport | undefined;
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.on('message', (message) => (report = message as ProbeReport));
  await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  return report && { ...report, stdout };
}

function list(names: readonly string[]): string {
  const unique = [...new Set(names)];
  return unique.length > 5 ? `${unique.slice(0, 5).join(', ')} and ${unique.length - 5} more` : unique.join(', ');
}
