import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { messageOf } from '../errors.js';
import { checkAll, failed, type Check } from './check.js';
import { npm } from './run-npm.js';

/** What publint and attw (`@arethetypeswrong/cli`) say of the package, each where its author has it installed. */
export async function checkAuthorTools(root: string): Promise<Check[]> {
  const { resolve } = createRequire(join(root, 'package.json'));
  const find = (specifier: string): string | undefined => {
    try {
      return resolve(specifier);
    } catch {
      return undefined; // the author does without it
    }
  };
  const publint = find('publint');
  const publintWords = find('publint/utils');
  const attw = find('@arethetypeswrong/cli/package.json');
  return [
    ...(publint && publintWords ? [await told('publint', () => checkPublint(root, publint, publintWords))] : []),
    ...(attw ? [await told('attw', () => checkTypes(root, join(dirname(attw), 'dist/index.js')))] : []),
  ];
}

async function told(check: string, run: () => Promise<string[]>): Promise<Check> {
  try {
    return checkAll(check, await run(), 'no problems');
  } catch (error) {
    return failed(check, `It could not be run: ${messageOf(error)}`);
  }
}

interface Publint {
  publint(options: { pkgDir: string; level: string }): Promise<{ messages: unknown[]; pkg: object }>;
}

interface PublintWords {
  formatMessage(message: unknown, pkg: object, options: { color: boolean }): string | undefined;
}

async function checkPublint(root: string, main: string, words: string): Promise<string[]> {
  const { publint } = (await import(pathToFileURL(main).href)) as Publint;
  const { formatMessage } = (await import(pathToFileURL(words).href)) as PublintWords;
  const { messages, pkg } = await publint({ pkgDir: root, level: 'error' });
  return messages.map((message) => formatMessage(message, pkg, { color: false }) ?? JSON.stringify(message));
}

/** Its profile for packages that are ES modules only, as every worker package is. */
async function checkTypes(root: string, bin: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'stask-attw-'));
  try {
    await npm(['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], root);
    const [tarball = ''] = await readdir(folder);
    const flags = ['--profile', 'esm-only', '--format', 'ascii', '--no-color', '--no-emoji', '--no-summary'];
    await promisify(execFile)(process.execPath, [bin, join(folder, tarball), ...flags]);
    return [];
  } catch (error) {
    const { stdout = '' } = error as { stdout?: string };
    const lines = stdout.split('\n').filter((line) => /^(node16 \(from ESM\)|bundler): /.test(line));
    const problems = lines.filter((line) => !/: OK|\(ignored\)/.test(line));
    if (problems.length === 0) throw error;
    return problems;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
