import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FoundPackage } from '../discovery/found-package.js';
import type { TriedWidget } from '../schema/widget/try-widget.js';
import { checkAll, failed, type Check } from './check.js';

const PROBE = fileURLToPath(new URL('./widget-probe.js', import.meta.url));
const PROBE_TIMEOUT_MS = 30_000;
const NO_ANSWER = `renderWidget() gave no answer within ${PROBE_TIMEOUT_MS / 1000} s, or ended the process; it must do neither.`;

/** Whether the admin can show what the workers render: a description is checked as it will be there. */
export async function checkWidgets(found: FoundPackage): Promise<Check> {
  const tried = await probe(found);
  if (tried === undefined) return failed('widgets', NO_ANSWER);
  const shown = tried.filter((each) => each.shown !== 'none').map((each) => `${each.identifier}: ${each.shown}`);
  const problems = tried.flatMap(({ problem }) => problem ?? []);
  return checkAll('widgets', problems, shown.join(', ') || 'none');
}

async function probe({ root, entries }: FoundPackage): Promise<TriedWidget[] | undefined> {
  const files = entries.map(({ file }) => file);
  const child = fork(PROBE, files, { cwd: root, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), PROBE_TIMEOUT_MS);
  let tried: TriedWidget[] | undefined;
  child.on('message', (message) => (tried = message as TriedWidget[]));
  await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  return tried;
}
