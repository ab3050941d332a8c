// node build/docs/guide/run-example.js NAME: runs one example on a host of its own in a temporary folder.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStask, type Stask } from 'stask';

const [name = 'product-worker'] = process.argv.slice(2);
const { main } = (await import(`./${name}.js`)) as { main: (stask: Stask) => Promise<unknown> };

const cwd = await mkdtemp(join(tmpdir(), 'stask-guide-'));
await writeFile(join(cwd, 'package.json'), '{"name":"guide-host","version":"1.0.0","private":true}');
const stask = await createStask({ cwd, autoDiscover: false });
try {
  console.dir(await main(stask), { depth: 6 });
} finally {
  await stask.close();
  await rm(cwd, { recursive: true });
}
