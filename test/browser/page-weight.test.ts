import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openAdminWorld, root } from './admin-world.js';
import { openBrowser, openPage, skipWithoutBrowser } from './open-page.js';

const MOST_BYTES = 150_000;
const folder = join(root, 'dist/admin/ui');

describe('weight of the page', () => {
  test('what the first screen needs is under 150 kB compressed, with the worst compression too', () => {
    const html = readFileSync(join(folder, 'index.html'), 'utf8');
    const named = [...html.matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css|svg))"/g)].map(([, name]) => name!);
    const files = new Set(named.flatMap((name) => [name, ...importsOf(name)]));
    assert.ok(files.size >= 3, `script, style and icon, not ${[...files].join(', ')}`);
    const bytes = [...files].reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length, 0);
    assert.ok(bytes + gzipSync(html).length < MOST_BYTES, `${bytes} bytes`);
  });

  test('a browser asks for less than that, answers of the API included', { skip: skipWithoutBrowser }, async () => {
    const world = await openAdminWorld();
    const browser = await openBrowser();
    try {
      const { page } = await openPage(browser, world.url);
      await page.goto(`${world.url}/`);
      await page.getByText('Last tasks').waitFor();
      const bytes = await page.evaluate<number>(
        `performance.getEntries().reduce((sum, entry) => sum + (entry.encodedBodySize ?? 0), 0)`,
      );
      assert.ok(bytes > 10_000 && bytes < MOST_BYTES, `${bytes} bytes`);
    } finally {
      await browser.close();
      await world.close();
    }
  });
});

/** Scripts that a script imports at once; those behind `import()` come later. */
function importsOf(name: string): string[] {
  if (!name.endsWith('.js')) return [];
  const text = readFileSync(join(folder, name), 'utf8');
  const found = [...text.matchAll(/\bfrom\s*"\.\/([^"]+\.js)"/g)].map(([, file]) => `assets/${file}`);
  return found.flatMap((file) => [file, ...(file === name ? [] : importsOf(file))]);
}
