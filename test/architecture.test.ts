import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** What each part of `src` may run of others, besides {@link EVERYWHERE}; arrows point down only. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  cli: ['index', 'authoring', 'admin'],
  admin: ['index', 'stask', 'typeorm', 'registry', 'tasks', 'schedule', 'schema', 'discovery', 'store', 'worker'],
  testing: ['index', 'discovery', 'tasks', 'schedule', 'typeorm', 'store', 'schema', 'worker'],
  index: ['stask', 'worker', 'discovery', 'registry', 'tasks', 'schedule', 'typeorm', 'options', 'store', 'schema'],
  stask: ['tracing', 'discovery', 'registry', 'tasks', 'schedule', 'typeorm', 'options', 'store', 'schema', 'worker'],
  authoring: ['index', 'admin', 'discovery', 'schema', 'worker'],
  tracing: ['store', 'tasks'],
  typeorm: ['store', 'options'],
  registry: ['worker', 'store', 'schema', 'discovery'],
  tasks: ['worker', 'store', 'schedule', 'schema'],
  discovery: ['worker', 'schema'],
  schedule: ['worker', 'store'],
  options: [],
  store: [],
  schema: ['worker'],
  worker: [],
  events: [],
  errors: [],
  'near-names': [],
  'make-folder': [],
  'check-fields': [],
};
const EVERYWHERE = ['errors', 'events', 'near-names', 'make-folder', 'check-fields'];

/** Parts at the top: nothing below may know them, not even by `import type`. All other types may be shared. */
const TOP = ['cli', 'admin', 'testing', 'index', 'stask'];

/** Parts at the bottom, which use nothing of others, types included. */
const BOTTOM = ['worker', 'errors'];

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const found = [...text.matchAll(/^(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'/gm)].map((match) => ({
    specifier: match[2] ?? '',
    typeOnly: match[1] !== undefined || /\{\s*(type \w+,?\s*)+\}/.test(match[0]),
  }));
  const bare = [...text.matchAll(/^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm)].map((match) => ({
    specifier: match[1] ?? match[2] ?? '',
    typeOnly: false,
  }));
  return [...found, ...bare].map((entry) => ({ file: relative(root, file), ...entry }));
}

function filesIn(folder: string, extension: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => extension.test(name) && !/(^|\/)(node_modules|dist)\//.test(name))
    .map((name) => join(root, folder, name));
}

/** `src/tasks/runner.ts` is of the part `tasks`, `src/errors.ts` of `errors`; other files of `src` compose, as `stask`. */
function partOf(path: string): string {
  const part = relative(join(root, 'src'), path).split('/')[0] ?? '';
  const name = part.replace(/\.(ts|js)$/, '');
  return name === part || name in ALLOWED ? name : 'stask';
}

function targetOf({ file, specifier }: Import): string {
  return partOf(join(root, dirname(file), specifier));
}

const sources = filesIn('src', /\.ts$/);
const imports = sources.flatMap(importsOf);

describe('architecture', () => {
  test('imports in src point down', () => {
    const wrong = imports
      .filter(({ specifier }) => specifier.startsWith('.'))
      .map((entry) => ({ ...entry, from: partOf(join(root, entry.file)), to: targetOf(entry) }))
      .filter(({ from, to, typeOnly }) => !isAllowed(from, to, typeOnly))
      .map(({ file, specifier, from, to }) => `${file} imports ${specifier}: ${from} -> ${to}${hint(to)}`);
    assert.deepEqual(wrong, []);
  });

  test('each part of src has its arrows', () => {
    const parts = new Set(sources.map(partOf));
    assert.deepEqual([...parts].filter((part) => !(part in ALLOWED)).toSorted(), []);
  });

  test('only src/typeorm imports TypeORM', () => {
    const wrong = imports.filter(
      ({ file, specifier }) => /^typeorm(\/|$)/.test(specifier) && !file.startsWith('src/typeorm/'),
    );
    assert.deepEqual(wrong, []);
  });

  test('stask/worker loads no package but reflect-metadata', () => {
    const wrong = imports.filter(
      ({ file, specifier, typeOnly }) =>
        file.startsWith('src/worker/') && !typeOnly && !/^\.|^node:|^reflect-metadata(\/|$)/.test(specifier),
    );
    assert.deepEqual(wrong, []);
  });

  test('plugins see sTask through stask/worker only', () => {
    const files = readdirSync(join(root, 'plugins')).flatMap((name) =>
      existsSync(join(root, 'plugins', name, 'package.json')) ? filesIn(`plugins/${name}`, /\.(ts|js|mjs)$/) : [],
    );
    assert.ok(files.length > 0);
    const wrong = files
      .flatMap(importsOf)
      .filter(({ specifier }) => /^stask(\/|$)|^#src/.test(specifier) && specifier !== 'stask/worker');
    assert.deepEqual(wrong, []);
    const climbing = files
      .flatMap(importsOf)
      .filter(({ file, specifier }) => specifier.startsWith('.') && leaves(file, specifier));
    assert.deepEqual(climbing, []);
  });

  test('no two folders of the page import each other', () => {
    const ui = join(root, 'src/admin/ui');
    const folderOf = (path: string): string => relative(ui, dirname(path)).split('/')[0] ?? '';
    const arrows = new Set(
      filesIn('src/admin/ui', /\.tsx?$/)
        .flatMap(importsOf)
        .filter(({ specifier, typeOnly }) => specifier.startsWith('.') && !typeOnly)
        .map(({ file, specifier }) => [folderOf(join(root, file)), folderOf(join(root, dirname(file), specifier))])
        .filter((folders) => folders.every((folder) => !['', '..'].includes(folder)) && folders[0] !== folders[1])
        .map((folders) => folders.join(' → ')),
    );
    assert.ok(arrows.size > 10);
    const both = [...arrows].filter((arrow) => arrows.has(arrow.split(' → ').toReversed().join(' → ')));
    assert.deepEqual(both, []);
  });

  test('no file has more than 250 lines of code', () => {
    const long = sources
      .filter((file) => codeLines(readFileSync(file, 'utf8')) > 250)
      .map((file) => relative(root, file));
    assert.deepEqual(long, []);
  });
});

function codeLines(text: string): number {
  return text.split('\n').filter((line) => !/^\s*(\/\/|\/?\*|$)/.test(line)).length;
}

function isAllowed(from: string, to: string, typeOnly: boolean): boolean {
  if (from === to || EVERYWHERE.includes(to) || ALLOWED[from]?.includes(to) === true) return true;
  return typeOnly && !TOP.includes(to) && !BOTTOM.includes(from);
}

function hint(to: string): string {
  return TOP.includes(to) ? ' is not allowed' : ' is allowed by `import type` only';
}

function leaves(file: string, specifier: string): boolean {
  const [plugins, name] = file.split('/');
  return relative(join(root, plugins ?? '', name ?? ''), join(root, dirname(file), specifier)).startsWith('..');
}
