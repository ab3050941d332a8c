import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStask, type Stask, type StaskOptions } from 'stask';
import { writeTree, type TreeFiles } from '../discovery/trees.js';

const HOST: TreeFiles = { 'package.json': { name: 'host', version: '1.0.0', private: true } };

/** Runs `use` with a host of its own in a temporary folder, which is gone afterwards. */
export async function withHost<T>(
  use: (stask: Stask) => Promise<T>,
  files: TreeFiles = {},
  options: StaskOptions = {},
): Promise<T> {
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'stask-guide-')));
  writeTree({ ...HOST, ...files }, cwd);
  try {
    const stask = await createStask({ cwd, autoDiscover: false, ...options });
    try {
      return await use(stask);
    } finally {
      await stask.close();
    }
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
