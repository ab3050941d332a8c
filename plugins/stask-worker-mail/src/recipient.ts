import validator from 'validator';
import { isOneLine, type Fields } from './template.js';

/** One recipient as it was given, not checked yet; `from` says where, for messages. */
export interface GivenRecipient {
  readonly from: string;
  readonly value: unknown;
}

export interface Recipient {
  readonly address: string;
  /** The same for spellings of one mailbox. */
  readonly key: string;
  readonly fields: Fields;
}

const MAX_FIELD = 10_000;

/** A recipient that a mail can go to, or what is wrong with it. */
export function checkRecipient(value: unknown): Recipient | { readonly problem: string } {
  const given = typeof value === 'string' ? { email: value } : value;
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return { problem: 'is no address and no object' };
  const fields = new Map<string, string>();
  for (const [name, field] of Object.entries(given)) {
    const text = textOf(field);
    if (text === undefined) return { problem: `has a field "${name.slice(0, 64)}" that is no short text or number` };
    fields.set(name.trim().toLowerCase(), text);
  }
  const address = (fields.get('email') ?? '').trim();
  if (address === '') return { problem: 'has no "email"' };
  if (!isOneLine(address)) return { problem: 'has a line break or control character in its address' };
  if (!validator.isEmail(address, { allow_utf8_local_part: true, domain_specific_validation: false }))
    return { problem: `has no valid address: ${JSON.stringify(address.slice(0, 100))}` };
  fields.set('email', address);
  return { address, key: address.toLowerCase(), fields };
}

function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.length <= MAX_FIELD ? value : undefined;
}
