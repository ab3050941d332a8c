import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createStask, type Stask } from 'stask';
import type { JsonObject } from 'stask/worker';

const PLUGINS = join(dirname(fileURLToPath(import.meta.url)), '../../../plugins');

/**
 * A host with a database of its own and one plugin in its `node_modules`, which finds it there and activates it; closed
 * after the tests of the file.
 *
 * @param folder empty folder of the host
 * @param manifest more of the host's package.json
 */
export async function hostWithPlugin(folder: string, name: string, manifest: JsonObject = {}): Promise<Stask> {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(join(PLUGINS, name), join(folder, 'node_modules', name));
  const dependencies = { [name]: '*' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'host', dependencies, ...manifest }));
  const stask = await createStask({
    cwd: folder,
    storagePath: join(folder, 'storage'),
    discovery: { activate: true },
  });
  after(() => stask.close());
  return stask;
}
