// Looks at each package of this repository as npm would publish it: its manifest, its files, its types.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare.mjs';

const folders = ['.', ...readdirSync(join(root, 'plugins')).map((name) => join('plugins', name))];

for (const folder of folders) {
  console.log(`${folder}:`);
  tool('publint', 'run', folder, '--strict');
  tool('attw', '--pack', folder, '--profile', 'esm-only');
}

function tool(name, ...args) {
  try {
    execFileSync(join(root, 'node_modules/.bin', name), args, { cwd: root, stdio: 'inherit' });
  } catch {
    console.error(`${name} found problems; they are above.`); // the tool has printed them
    process.exit(1);
  }
}
