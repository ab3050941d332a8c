import { defineConfig } from 'vitepress';
import { linkToPages } from './link-to-pages.mjs';
import { sidebar } from './sidebar.mjs';

// The site of `npm run docs:build`: the pages of `docs`, each example as a page, the README of each plugin.
export default defineConfig({
  title: 'sTask',
  description: 'Background workers from npm packages, on your own database',
  lang: 'en',
  cleanUrls: true,
  lastUpdated: false,
  rewrites: {
    'decisions/README.md': 'decisions/index.md',
    'guide/README.md': 'guide/index.md',
    'recipes/README.md': 'recipes/index.md',
    'recipes/pnpm-monorepo/README.md': 'recipes/pnpm-monorepo/index.md',
  },
  markdown: { config: (markdown) => markdown.use(linkToPages) },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Hosts', link: '/getting-started' },
      { text: 'Authors', link: '/write-a-worker' },
      { text: 'Admins', link: '/admin-page' },
      { text: 'Reference', link: '/host-api' },
    ],
    sidebar: sidebar(),
  },
});
