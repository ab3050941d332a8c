import { sourcePages } from '../.vitepress/source-pages.mjs';

export default { paths: () => sourcePages('guide'), watch: ['./**/*.ts'] };
