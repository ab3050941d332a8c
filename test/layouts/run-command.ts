import { execFile } from 'node:child_process';

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
}

const TIME_LIMIT_MS = 5 * 60_000;

/** Runs a program and gives its output; a failure carries the whole output. */
export function runCommand(
  cwd: string,
  [program = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const options = {
      cwd,
      env: { ...plainEnvironment(), ...env },
      timeout: TIME_LIMIT_MS,
      maxBuffer: 64 * 1024 * 1024,
    };
    execFile(program, args, options, (cause, stdout, stderr) => {
      if (cause === null) return resolve({ stdout, stderr });
      reject(new Error(`\`${[program, ...args].join(' ')}\` in ${cwd} failed:\n${stdout}\n${stderr}`, { cause }));
    });
  });
}

/** The environment without what an outer npm run put into it, and without CI, which forbids new lock files. */
function plainEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_(package|lifecycle|command|execpath|node_execpath)|INIT_CWD$|CI$|NODE_TEST_CONTEXT$)/i.test(name),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? '']));
}
