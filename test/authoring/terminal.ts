import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { temporaryFolder } from './packages.js';

const BIN = join(dirname(fileURLToPath(import.meta.url)), '../../../bin/stask.js');
const hasTerminals = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

/** For tests that need a terminal. */
export const skipWithoutTerminal = hasTerminals ? false : 'terminals are made with `script` of util-linux';

export interface Left {
  readonly code: number | null;
  readonly output: string;
  /** What is in the folder afterwards. */
  readonly there: readonly string[];
}

/** Keys, and when it is time to press them: once a text is shown, or the function says so. */
export type Press = readonly [isTime: string | ((output: string) => boolean), keys: string];

/** Runs `stask new` on a terminal of its own and presses keys in turn. */
export async function newOnTerminal(
  args: string,
  presses: readonly Press[],
  { env = {}, cwd = temporaryFolder() }: { env?: Record<string, string>; cwd?: string } = {},
): Promise<Left> {
  const command = `stty cols 200 rows 40; exec "${process.execPath}" "${BIN}" new ${args}`;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd,
    env: { ...process.env, TERM: 'xterm', ...env },
  });
  let output = '';
  let fresh = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    fresh += text;
  });
  const left = [...presses];
  const waiting = setInterval(() => {
    const [isTime, keys] = left[0] ?? [() => false, ''];
    if (!(typeof isTime === 'string' ? fresh.includes(isTime) : isTime(output))) return;
    left.shift();
    fresh = '';
    child.stdin.write(keys);
  }, 20);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(waiting);
  return { code, output: stripVTControlCharacters(output), there: readdirSync(cwd) };
}
