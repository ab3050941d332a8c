import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, runStask, staskJson, type Ran, type RunOptions } from './run-stask.js';

export interface TempHost {
  readonly path: string;
  run(...args: string[]): Promise<Ran>;
  /** The JSON document of a command; `code` is its exit code. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names the shape it expects
  json<T>(...args: string[]): Promise<Ran & { readonly json: T }>;
  with(options: RunOptions): TempHost;
  remove(): void;
}

/** A copy of `fixtures/cli/host` in which `stask` is this repository. */
export function createTempHost(): TempHost {
  const path = mkdtempSync(join(tmpdir(), 'stask-cli-'));
  cpSync(join(root, 'fixtures/cli/host'), path, { recursive: true });
  symlinkSync(root, join(path, 'node_modules/stask'), 'dir');
  return hostIn(path, {});
}

function hostIn(path: string, options: RunOptions): TempHost {
  const all = { cwd: path, ...options };
  return {
    path,
    run: (...args) => runStask(args, all),
    json: (...args) => staskJson(args, all),
    with: (more) => hostIn(path, { ...options, ...more }),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** A host whose worker `jobs` is registered and active. */
export async function createReadyHost(): Promise<TempHost> {
  const host = createTempHost();
  const { code, stderr } = await host.run('discover', '--activate');
  if (code !== 0) throw new Error(`discover failed: ${stderr}`);
  return host;
}
