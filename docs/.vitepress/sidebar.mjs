import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const docs = join(import.meta.dirname, '..');
const plugins = join(docs, '../plugins');

/** Pages by reader; the text of an entry is the page's first heading. */
const GROUPS = {
  Hosts: [
    'getting-started',
    'recipes/README',
    'schedules',
    'dependencies-and-groups',
    'progress-and-logs',
    'registry',
    'deployment',
    'tracing',
    'migrate-from-php',
  ],
  Authors: ['write-a-worker', 'manifest', 'testing-a-worker', 'publish-a-worker', 'guide/README'],
  Admins: ['admin-page', 'admin'],
  Reference: [
    'host-api',
    'exports',
    'cli',
    'errors',
    'discovery',
    'inspection',
    'state-machine',
    'guarantees',
    'benchmarks',
    'glossary',
    'decisions/README',
  ],
};

/** @throws when a page of `docs` is in no group, so that no page is written and not found */
export function sidebar() {
  const listed = new Set(Object.values(GROUPS).flat());
  const forgotten = readdirSync(docs)
    .filter((file) => file.endsWith('.md') && file !== 'index.md')
    .filter((file) => !listed.has(basename(file, '.md')));
  if (forgotten.length > 0) throw new Error(`Add ${forgotten.join(', ')} to docs/.vitepress/sidebar.mjs.`);
  const groups = Object.entries(GROUPS).map(([text, pages]) => ({ text, items: pages.flatMap(pageItem) }));
  return [
    ...groups,
    { text: 'Workers', items: pluginNames().map((name) => ({ text: name, link: `/plugins/${name}` })) },
  ];
}

/** Packages of `plugins` with a README. */
export function pluginNames() {
  return readdirSync(plugins).filter((name) => existsSync(join(plugins, name, 'README.md')));
}

function pageItem(page) {
  const file = join(docs, `${page}.md`);
  if (!existsSync(file)) return [];
  const [, text = page] = /^# (.+)$/m.exec(readFileSync(file, 'utf8')) ?? [];
  return [{ text, link: `/${page.replace(/README$/, '')}` }];
}
