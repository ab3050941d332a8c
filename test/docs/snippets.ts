import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fenced block of a page. */
export interface Snippet {
  /** Page and line, such as `docs/registry.md:90`. */
  readonly place: string;
  readonly language: string;
  /** File name after the language, such as `js greeter.js`; later blocks of the page may use that file. */
  readonly file?: string;
  /** Marked `no-run`: it cannot be run in a test. */
  readonly runnable: boolean;
  readonly code: string;
}

export interface Page {
  readonly name: string;
  readonly snippets: readonly Snippet[];
}

/** README, CONTRIBUTING, all pages of `docs` and the READMEs of the plugins, with their fenced blocks in order. */
export function readPages(root: string): Page[] {
  const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const plugins = readdirSync(join(root, 'plugins')).filter((name) =>
    existsSync(join(root, 'plugins', name, 'README.md')),
  );
  const names = [
    'README.md',
    'CONTRIBUTING.md',
    ...docs.map((name) => `docs/${name}`).toSorted(),
    ...plugins.map((name) => `plugins/${name}/README.md`).toSorted(),
  ];
  return names.map((name) => ({ name, snippets: snippetsOf(name, readFileSync(join(root, name), 'utf8')) }));
}

function snippetsOf(page: string, text: string): Snippet[] {
  return [...text.matchAll(/^( *)```(\S*)([^\n]*)\n([\s\S]*?)^\1```$/gm)].map((match) => {
    const words = (match[3] ?? '').trim().split(/\s+/);
    const file = words.find((word) => word.includes('.'));
    const line = text.slice(0, match.index).split('\n').length;
    return {
      place: `${page}:${line}`,
      language: match[2] ?? '',
      ...(file === undefined ? {} : { file }),
      runnable: !words.includes('no-run'),
      code: (match[4] ?? '').replaceAll(new RegExp(`^${match[1] ?? ''}`, 'gm'), ''),
    };
  });
}
