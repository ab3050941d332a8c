import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const ENTRIES = {
  stask: 'index',
  'stask/worker': 'worker/index',
  'stask/testing': 'testing/index',
  'stask/admin': 'admin/index',
};

/** Names that a declaration file exports, through files it passes on as a whole. */
function exportsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const listed = [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, names = '']) => names.split(','));
  const declared = [
    ...text.matchAll(/^export (?:declare )?(?:abstract )?(?:type|interface|const|class|function) (\w+)/gm),
  ];
  const passed = [...text.matchAll(/^export (?:type )?\* from '(.+)\.js'/gm)];
  return [
    ...listed.map((name) => name.replace(/\btype\b|.* as /g, '').trim()).filter((name) => name !== ''),
    ...declared.map(([, name = '']) => name),
    ...passed.flatMap(([, path = '']) => exportsOf(join(dirname(file), `${path}.d.ts`))),
  ];
}

/** Names in code that a section of the page mentions, without arguments. */
function namesIn(section: string): string[] {
  return [...section.matchAll(/`(\w+)(?:\([^`]*\))?`/g)].map(([, name = '']) => name);
}

describe('docs/exports.md', () => {
  const page = readFileSync(join(root, 'docs/exports.md'), 'utf8');
  for (const [entry, file] of Object.entries(ENTRIES)) {
    test(`has every export of ${entry}`, () => {
      const [, section = ''] = page.split(`## \`${entry}\`\n`);
      const named = new Set(namesIn(section.split('\n## ')[0] ?? ''));
      const exported = new Set(exportsOf(join(root, `dist/${file}.d.ts`)));
      assert.deepEqual(
        [...exported].filter((name) => !named.has(name)),
        [],
      );
    });

    test(`names no export of ${entry} that is not there`, async () => {
      const [, section = ''] = page.split(`## \`${entry}\`\n`);
      const firstCells = (section.split('\n## ')[0] ?? '').matchAll(/^\| (`.*?) +\|/gm);
      const exported = exportsOf(join(root, `dist/${file}.d.ts`));
      const named = [...firstCells].flatMap(([, cell = '']) => namesIn(cell));
      assert.deepEqual(
        named.filter((name) => !exported.includes(name)),
        [],
      );
      const values = Object.keys((await import(entry)) as object);
      assert.deepEqual(
        values.filter((name) => !exported.includes(name)),
        [],
      );
    });
  }
});
