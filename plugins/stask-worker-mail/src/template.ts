import { inputError } from './input-error.js';
import type { MailText } from './options.js';

/** Field values of one recipient, by lower-case name. */
export type Fields = ReadonlyMap<string, string>;

export interface FilledMail {
  readonly subject: string;
  readonly text: string | undefined;
  readonly html: string | undefined;
}

export interface Template {
  /** What is to be sent to this recipient, or what keeps it from being filled in. */
  fill(fields: Fields): { readonly mail: FilledMail } | { readonly problem: string };
}

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;
const NAME = /^\s*([\p{L}\p{N}_][\p{L}\p{N}_ .-]{0,63}?)\s*(?:\|(.*))?$/su;

type Part = string | { readonly name: string; readonly fallback: string | undefined };

/**
 * Reads the placeholders of a mail: `{{name}}`, and `{{name|there}}` for when the field is empty or missing. Values are
 * text wherever they come to stand: escaped in HTML, and refused in the subject when they hold a line break.
 *
 * @throws a non-retryable error for a mail without text and HTML, and for a placeholder that has no name
 */
export function readTemplate({ subject, text, html }: MailText): Template {
  if (isBlank(text) && isBlank(html)) throw inputError('The mail is empty. Give it "text" or "html", or both.');
  const parts = {
    subject: partsOf('subject', oneLine(subject)),
    text: isBlank(text) ? undefined : partsOf('text', text ?? ''),
    html: isBlank(html) ? undefined : partsOf('html', html ?? ''),
  };
  const named = Object.values(parts).flatMap((some) => (some ?? []).filter((part) => typeof part !== 'string'));
  return {
    fill(fields) {
      const missing = named.find(({ name, fallback }) => fallback === undefined && !fields.has(name));
      if (missing !== undefined) return { problem: `has no field "${missing.name}", which the mail needs` };
      const mail = {
        subject: fillIn(parts.subject, fields, asIs).trim(),
        text: parts.text && fillIn(parts.text, fields, asIs),
        html: parts.html && fillIn(parts.html, fields, escapeHtml),
      };
      return isOneLine(mail.subject) ? { mail } : { problem: 'has a line break in a field of the subject' };
    },
  };
}

export function isOneLine(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- they are what is refused
  return !/[\u0000-\u001f\u007f\u0085\u2028\u2029]/.test(text);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (char) => `&#${char.charCodeAt(0)};`);
}

const asIs = (text: string): string => text;
const isBlank = (text: string | undefined): boolean => text === undefined || text.trim() === '';

function oneLine(subject: string): string {
  if (isOneLine(subject)) return subject;
  throw inputError('The subject has a line break or another control character; take it out.');
}

function partsOf(where: string, text: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    const [whole, inner = ''] = match;
    const [, name, fallback] = NAME.exec(inner) ?? [];
    if (name === undefined)
      throw inputError(
        `The ${where} has the placeholder ${JSON.stringify(whole)}; write it as {{name}} or {{name|other}}.`,
      );
    parts.push(text.slice(at, match.index), { name: name.toLowerCase(), fallback: fallback?.trim() });
    at = match.index + whole.length;
  }
  parts.push(text.slice(at));
  return parts;
}

function fillIn(parts: readonly Part[], fields: Fields, write: (value: string) => string): string {
  return parts
    .map((part) => (typeof part === 'string' ? part : write(fields.get(part.name) || (part.fallback ?? ''))))
    .join('');
}
