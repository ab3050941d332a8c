// Installs and builds what a command of this repository needs.
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Runs `npm ci` unless the last install is younger than the lock file. */
export function install() {
  const installedAt = statSync(join(root, 'node_modules/.package-lock.json'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (installedAt >= statSync(join(root, 'package-lock.json')).mtimeMs) return;
  console.error('Installing …');
  npm('ci', '--no-audit', '--no-fund', '--loglevel=error');
}

/** Runs an npm script of this repository, its output on stderr. */
export function npmRun(script) {
  console.error(`Running ${script} …`);
  npm('run', '--silent', script);
}

function npm(...args) {
  try {
    execFileSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2] });
  } catch {
    console.error(`\`npm ${args.join(' ')}\` failed; its output is above.`); // which says all there is to say
    process.exit(1);
  }
}
