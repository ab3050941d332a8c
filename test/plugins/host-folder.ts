import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PLUGINS = join(dirname(fileURLToPath(import.meta.url)), '../../../plugins');

/** Makes the folder of a host that has these packages of `plugins`, linked as a workspace would; for several processes. */
export function makeHostFolder(folder: string, ...plugins: readonly string[]): string {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  for (const name of plugins) symlinkSync(join(PLUGINS, name), join(folder, 'node_modules', name));
  const dependencies = Object.fromEntries(plugins.map((name) => [name, '*']));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'host', version: '1.0.0', dependencies }));
  return folder;
}
