import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../layouts/run-command.js';
import { temporaryFolder } from '../plugins/temporary-folder.js';
import { readPages, type Page, type Snippet } from './snippets.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const folder = temporaryFolder();

const COMPILER_OPTIONS = {
  target: 'ES2022',
  lib: ['ES2023', 'ESNext.Disposable'],
  module: 'nodenext',
  types: ['node'],
  strict: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  skipLibCheck: true,
};

describe('snippets in the documentation', () => {
  for (const page of readPages(root)) {
    for (const { place, runnable, language } of page.snippets) {
      test(`${place} names its language`, () =>
        assert.match(language, /^(ts|js|sh|json|text|html|sql|ini|dockerfile)$/));
      if (!runnable) test(`${place} is not run`, { skip: 'marked no-run' }, () => {});
    }
    if (page.snippets.some(isCode)) test(`${page.name}: its code and commands run in order`, (t) => runPage(t, page));
    for (const { place, code, language } of page.snippets) {
      if (language === 'json') test(`${place} is JSON`, () => parseJson(code));
    }
  }
});

/** One document, or one in each line. */
function parseJson(code: string): void {
  if (/^[[{].*[\]}]\n[[{]/.test(code)) for (const line of code.trim().split('\n')) JSON.parse(line);
  else JSON.parse(code);
}

function isCode({ language, runnable }: Snippet): boolean {
  return runnable && ['ts', 'js', 'sh'].includes(language);
}

/** Runs the blocks of one page in a host of its own that has sTask, the plugins and this repository's packages. */
async function runPage(t: TestContext, page: Page): Promise<void> {
  const cwd = join(folder, page.name.replaceAll(/\W+/g, '-'));
  mkdirSync(cwd);
  symlinkSync(join(root, 'node_modules'), join(cwd, 'node_modules'));
  writeFileSync(join(cwd, 'package.json'), JSON.stringify({ name: 'host', version: '1.0.0', type: 'module' }));
  for (const [index, snippet] of page.snippets.entries()) {
    if (!isCode(snippet)) continue;
    try {
      await runSnippet(cwd, index, snippet);
    } catch (cause) {
      assert.fail(`${snippet.place} fails: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
    t.diagnostic(`${snippet.place} ran`);
  }
}

async function runSnippet(cwd: string, index: number, { language, file, code }: Snippet): Promise<void> {
  if (language === 'sh') {
    const path = `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`;
    await runCommand(cwd, ['bash', '-euo', 'pipefail', '-c', code], { PATH: path });
    return;
  }
  const name = file ?? `snippet-${index}.${language}`;
  mkdirSync(dirname(join(cwd, name)), { recursive: true });
  writeFileSync(join(cwd, name), code);
  if (name.endsWith('.ts')) await compile(cwd, name);
  await runCommand(cwd, [process.execPath, name.replace(/\.ts$/, '.js')]);
}

async function compile(cwd: string, name: string): Promise<void> {
  writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files: [name] }));
  await runCommand(cwd, [join(root, 'node_modules/.bin/tsc'), '-p', 'tsconfig.json']);
}
