import { signal } from '@preact/signals';
import { config } from '../config.js';
import { readStored, writeStored } from '../stored.js';
import { en } from './en.js';
import type { Message } from './message.js';

export type MessageKey = keyof typeof en;
export type Messages = Record<MessageKey, Message>;
export type Language = 'en' | 'uk';

export const LANGUAGES: ReadonlyArray<{ code: Language; name: string }> = [
  { code: 'en', name: 'English' },
  { code: 'uk', name: 'Українська' },
];

export const language = signal<Language>('en');

let messages: Messages = en;
let plurals = new Intl.PluralRules('en');

/** The text of `key`, its `{places}` filled in; `count` chooses the plural form and is written in the user's way. */
export function t(key: MessageKey, params: Record<string, string | number> = {}): string {
  const message = messages[key];
  const text =
    typeof message === 'string' ? message : (message[plurals.select(Number(params['count']))] ?? message.other);
  return text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = params[name];
    return typeof value === 'number' ? value.toLocaleString(language.value) : (value ?? place);
  });
}

/** Whether there is a text of that name; codes of the server may be newer than the page. */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(messages, key);
}

/** Takes the user's choice, else the browser's languages, else what the host says. */
export async function startLanguage(): Promise<void> {
  const wanted = [readStored('language'), ...navigator.languages, config.locale];
  await use(wanted.map(known).find((code) => code !== undefined) ?? 'en');
}

export async function chooseLanguage(code: Language): Promise<void> {
  writeStored('language', code);
  await use(code);
}

async function use(code: Language): Promise<void> {
  messages = code === 'uk' ? (await import('./uk.js')).uk : en;
  plurals = new Intl.PluralRules(code);
  document.documentElement.lang = code;
  language.value = code;
}

function known(tag: string | null | undefined): Language | undefined {
  const code = tag?.toLowerCase().split('-')[0];
  return LANGUAGES.find((entry) => entry.code === code)?.code;
}
