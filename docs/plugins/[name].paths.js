import { readFileSync } from 'node:fs';
import { pluginNames } from '../.vitepress/sidebar.mjs';

const readmeOf = (name) => readFileSync(new URL(`../../plugins/${name}/README.md`, import.meta.url), 'utf8');

export default { paths: () => pluginNames().map((name) => ({ params: { name }, content: readmeOf(name) })) };
