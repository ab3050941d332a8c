import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { root } from './admin-world.js';

const ui = join(root, 'src/admin/ui');

/** Words of other languages and of programs, which stay as they are. */
const LATIN = /\b(?:JSON|JavaScript|API|cron|make|npm|install|stask|create|discover|activate|work|migrate|admin)\b/g;
const NAMES = /\b(?:sTask|WORKER|ACTION|stask-worker-product)\b/g;

interface Message {
  readonly key: string;
  readonly text: string;
}

describe('texts of the page', () => {
  const files = readdirSync(join(ui, 'i18n/en'));
  const english = files.map((file) => ({ file, messages: messagesOf(`i18n/en/${file}`) }));

  for (const { file, messages } of english) {
    test(`${file}: both languages have the same texts, with the same places in them`, () => {
      const ukrainian = messagesOf(`i18n/uk/${file}`);
      assert.ok(messages.length > 5);
      assert.deepEqual(keysOf(ukrainian), keysOf(messages));
      for (const { key, text } of messages) {
        const translated = ukrainian.find((message) => message.key === key)!;
        assert.deepEqual(placesOf(translated.text), placesOf(text), `places of ${key}`);
        if (text.includes('other:')) assert.match(translated.text, /other:/, `${key} has plural forms`);
      }
    });

    test(`${file}: Ukrainian texts hold no word that was left in English`, () => {
      const left = messagesOf(`i18n/uk/${file}`).flatMap(({ key, text }) => {
        const values = [...text.matchAll(/'([^']*)'/g)].map(([, value]) => value!.replaceAll(/\{\w+\}/g, ''));
        const words = values.join(' ').replaceAll(NAMES, '').replaceAll(LATIN, '');
        return /[a-z]/i.test(words) ? [`${key}: ${words}`] : [];
      });
      assert.deepEqual(left, []);
    });
  }

  test('every text is used, and every text that is used exists', () => {
    const code = readdirSync(ui, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && !/i18n\/(?:en|uk)/.test(file))
      .map((file) => readFileSync(join(ui, file), 'utf8'))
      .join('\n');
    const beginnings = [...code.matchAll(/`([a-z.]+\.)(?:[a-z]*\.)*\$\{/gi)].map(([, beginning]) => beginning!);
    const unused = english
      .flatMap(({ messages }) => messages.map(({ key }) => key))
      .filter(
        (key) =>
          !code.includes(`'${key}'`) &&
          !code.includes(`"${key}"`) &&
          !beginnings.some((beginning) => key.startsWith(beginning)),
      );
    assert.deepEqual(unused, []);
  });

  test('every problem that the server can answer to the page has a text', () => {
    const folder = join(root, 'src/admin');
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /^(?!ui).*\.ts$/.test(file),
    );
    const code = sources.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
    const own = [...code.matchAll(/\bproblem(?:Response)?\(\s*\d{3},\s*'([a-z-]+)'/g)].map(([, name]) => name!);
    const ours = [...code.matchAll(/'?STASK_([A-Z_]+)'?[,:]/g)].map(([, name]) =>
      name!.toLowerCase().replaceAll('_', '-'),
    );
    const known = new Set(english.flatMap(({ messages }) => messages.map(({ key }) => key)));
    assert.ok(own.length > 20 && ours.length > 15);
    const without = [...new Set([...own, ...ours])].filter((name) => !known.has(`problem.${name}`) && !NEVER.has(name));
    assert.deepEqual(without, []);
  });

  test('no text is written into the markup of a screen', () => {
    const screens = readdirSync(ui, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'));
    const written = screens.flatMap((file) => {
      const text = readFileSync(join(ui, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      const between = [...text.matchAll(/<[\w.]+(?:\s[^<>]*)?>\s*([A-Za-z][^<>{}]*?)\s*</g)].map(([, words]) => words!);
      const attributes = [...text.matchAll(/\b(?:aria-label|title|placeholder|alt)="([^"]+)"/g)].map(
        ([, words]) => words!,
      );
      return [...between, ...attributes.filter((words) => /[A-Za-z]/.test(words))]
        .filter((words) => !OWN_NAMES.has(words))
        .map((words) => `${file}: ${words}`);
    });
    assert.deepEqual(written, []);
  });
});

/** Answers to requests that the page does not make. */
const NEVER = new Set([
  'config-invalid',
  'method-not-allowed',
  'version',
  'idempotency-key-busy',
  'idempotency-key-reused',
  'idempotency-key-too-long',
  'if-match-required',
  'json-broken',
  'no-icon',
  'no-markup',
  'not-an-object',
  'not-json',
  'not-octet-stream',
  'range',
  'upload-offset',
]);

const OWN_NAMES = new Set(['sTask', 'Node.js', 'TypeORM']);

function messagesOf(path: string): Message[] {
  const text = readFileSync(join(ui, path), 'utf8');
  return [...text.matchAll(/^ {2}'([\w.-]+)':\s*([\s\S]*?),\n(?= {2}'|\})/gm)].map(([, key, value]) => ({
    key: key!,
    text: value!,
  }));
}

const keysOf = (messages: readonly Message[]): string[] => messages.map(({ key }) => key).toSorted();

function placesOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))].toSorted();
}
