// Installs and builds what a command of this repository needs.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

const installedLock = join(root, 'node_modules/.installed-lock.json');

/** Runs `npm ci` unless what is installed is what the lock file says. */
export function install() {
  const wanted = readFileSync(join(root, 'package-lock.json'), 'utf8');
  if (existsSync(installedLock) && readFileSync(installedLock, 'utf8') === wanted) return;
  console.error('Installing …');
  npm('ci', '--no-audit', '--no-fund', '--loglevel=error');
  writeFileSync(installedLock, wanted);
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
