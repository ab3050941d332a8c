import { sourcePages } from '../.vitepress/source-pages.mjs';

export default { paths: () => sourcePages('recipes'), watch: ['./**/*.ts'] };
