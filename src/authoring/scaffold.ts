import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OWN_VERSION } from '../discovery/own-package.js';
import { identifierOf, titleOf } from './package-name.js';

/** What a new package can start from; each is a folder of `templates/`. */
export const TEMPLATES = {
  minimal: 'one action with options, progress and a test',
  'csv-import': 'reads a CSV file in batches, with a dry run',
  'http-sync': 'reads a paged API on a schedule, with a secret key',
  command: 'runs allowed commands without a shell',
} as const;

export type Template = keyof typeof TEMPLATES;
export type Language = 'ts' | 'js';

export interface ScaffoldOptions {
  /** Name of the npm package. */
  readonly name: string;
  readonly template: Template;
  readonly language: Language;
  readonly description: string;
  /** Module the worker belongs to; `''` for none. */
  readonly scope: string;
  /** Version of stask to develop against, as in `package.json`; a range by default. */
  readonly stask?: string | undefined;
}

interface Example {
  readonly action: string;
  readonly data: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const EXAMPLES: Readonly<Record<Template, Example>> = {
  minimal: { action: 'hello', data: '{"names":["Ada"]}' },
  'csv-import': { action: 'import', data: '{"file":"products.csv"}', dependencies: { 'csv-parse': '^7.0.3' } },
  'http-sync': { action: 'make', data: '{}' },
  command: { action: 'run', data: '{"command":"node_version"}' },
};

const TEMPLATE_FOLDER = fileURLToPath(new URL('../../templates/', import.meta.url));
const STASK_RANGE = `^${OWN_VERSION}`;

/** Every file of a new worker package: text by path. Reads templates, writes nothing. */
export function scaffoldFiles(options: ScaffoldOptions): Record<string, string> {
  const { template, language } = options;
  const fill = filler(options);
  const files: Record<string, string> = { 'package.json': toJson(packageJson(options)) };
  if (language === 'ts') files['tsconfig.json'] = toJson(TSCONFIG);
  else files['src/worker.d.ts'] = WORKER_TYPES;
  for (const file of readdirSync(join(TEMPLATE_FOLDER, template)).toSorted()) {
    if (file.endsWith(`.${language}`)) files[`src/${file}`] = fill(readTemplate(template, file));
  }
  files['README.md'] = fill(readTemplate('common', 'README.md'));
  files['.gitignore'] = readTemplate('common', '_gitignore');
  files['.github/workflows/ci.yml'] = readTemplate('common', 'ci.yml');
  return files;
}

function filler({ name, description, template, language }: ScaffoldOptions): (text: string) => string {
  const identifier = identifierOf(name);
  const { action, data } = EXAMPLES[template];
  const values = {
    name,
    description: description.replace(/\s+/g, ' '),
    identifier,
    title: titleOf(identifier),
    action,
    data,
    ext: language,
  };
  return (text) => {
    const inCode = text.startsWith('import ');
    return text.replace(/__(\w+?)__/g, (token, key: string) => {
      const value = Object.hasOwn(values, key) ? values[key as keyof typeof values] : token;
      return inCode ? value.replace(/['\\]/g, '\\$&') : value;
    });
  };
}

function packageJson({ name, template, language, description, scope, stask }: ScaffoldOptions): object {
  const isTypescript = language === 'ts';
  const folder = isTypescript ? 'dist' : 'src';
  const { dependencies } = EXAMPLES[template];
  const tests = `node --test ${folder}/*.test.js`;
  const build = isTypescript ? 'tsc && stask pack' : 'stask pack';
  return {
    name,
    version: '0.1.0',
    description,
    keywords: ['stask-worker', 'stask'],
    license: 'MIT',
    type: 'module',
    engines: { node: '>=20.19' },
    files: [folder, `!${folder}/*.test.*`, 'stask.manifest.json'],
    exports: {
      '.': { types: `./${folder}/worker.d.ts`, default: `./${folder}/worker.js` },
      './package.json': './package.json',
    },
    stask: { workers: [`./${folder}/worker.js`], ...(scope === '' ? {} : { scope }) },
    scripts: {
      build,
      dev: 'stask dev',
      test: `${build} && ${tests}`,
      check: 'stask check',
      prepack: 'stask pack --check',
      prepublishOnly: `${isTypescript ? 'npm test' : tests} && stask check`,
    },
    ...(dependencies === undefined ? {} : { dependencies }),
    peerDependencies: { stask: STASK_RANGE },
    devDependencies: {
      ...(isTypescript ? { '@types/node': '^20.19.0' } : {}),
      stask: stask ?? STASK_RANGE,
      ...(isTypescript ? { typescript: '^7.0.2' } : {}),
    },
  };
}

const TSCONFIG = {
  compilerOptions: {
    rootDir: 'src',
    outDir: 'dist',
    target: 'ES2022',
    module: 'nodenext',
    types: ['node'],
    strict: true,
    declaration: true,
    skipLibCheck: true,
  },
  include: ['src'],
};

const WORKER_TYPES = `import type { BaseWorker } from 'stask/worker';

declare const Worker: new () => BaseWorker;
export default Worker;
`;

function readTemplate(folder: string, file: string): string {
  return readFileSync(join(TEMPLATE_FOLDER, folder, file), 'utf8');
}

function toJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
