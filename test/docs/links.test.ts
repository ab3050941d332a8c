import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

const within = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md') && !/node_modules|\.vitepress/.test(file))
    .map((file) => join(folder, file));

const pages = ['README.md', 'CONTRIBUTING.md', ...within('docs'), ...within('plugins'), ...within('templates')];

/** Targets of the links and pictures of a page, code left out. */
function linksOf(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(/^ *```[\s\S]*?^ *```$|`[^`\n]*`/gm, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/** Ids of a page's headings, as GitHub and the site make them. */
function headingsOf(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(/^```[\s\S]*?^```$/gm, '');
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-'),
  );
}

describe('links', () => {
  for (const page of pages) {
    test(`of ${page} lead somewhere`, () => {
      for (const link of linksOf(page).filter((target) => !/^\w+:/.test(target))) {
        const [path = '', heading] = link.split('#');
        const target = path === '' ? page : join(dirname(page), path);
        assert.ok(existsSync(join(root, target)), `${link} is not there`);
        if (heading !== undefined && target.endsWith('.md'))
          assert.ok(headingsOf(target).includes(heading), `${link}: no such heading`);
      }
    });
  }

  test('reach every page of docs from the README or another page', () => {
    const linked = new Set(
      pages.flatMap((page) => linksOf(page).map((link) => join(dirname(page), link.split('#')[0] ?? ''))),
    );
    const alone = within('docs').filter((page) => !linked.has(page) && !/index\.md$|\[name\]\.md$/.test(page));
    assert.deepEqual(alone, []);
  });
});
