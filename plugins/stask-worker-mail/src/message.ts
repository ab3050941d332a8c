import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import addressparser from 'nodemailer/lib/addressparser';
import validator from 'validator';
import { attachmentDigests, type Attachment } from './attachments.js';
import { inputError } from './input-error.js';
import type { MailText } from './options.js';
import type { MailSettings } from './settings.js';
import { isOneLine, type FilledMail } from './template.js';

export interface Sender {
  readonly name: string;
  readonly address: string;
}

/**
 * The sender of the settings.
 * @throws a non-retryable error when it is missing, no single address, or holds a line break
 */
export function readSender({ from }: MailSettings): Sender {
  if (from === '') throw inputError('Set the sender: `stask settings mail --set from="Shop <news@shop.example>"`.');
  return oneAddress('from', from);
}

/** @throws a non-retryable error as `readSender` */
export function readReplyTo({ replyTo }: MailSettings): Sender | undefined {
  return replyTo === '' ? undefined : oneAddress('reply_to', replyTo);
}

function oneAddress(setting: string, text: string): Sender {
  const [first, ...others] = isOneLine(text) ? addressparser(text, { flatten: true }) : [];
  const address = first?.address ?? '';
  if (first === undefined || others.length > 0 || !validator.isEmail(address, { allow_utf8_local_part: true }))
    throw inputError(
      `Setting "${setting}" must be one address such as Shop <news@shop.example>, got ${JSON.stringify(text)}.`,
    );
  return { name: first.name ?? '', address };
}

/** Same for the same sending and recipient, so that a mail that went out twice is one in the recipient's mailbox. */
export function messageIdOf(campaign: string, key: string, sender: Sender): string {
  const digest = createHash('sha256').update(`${campaign}\n${key}`).digest('hex').slice(0, 40);
  return `<${digest}@${sender.address.slice(sender.address.lastIndexOf('@') + 1)}>`;
}

/** Tells one mail from another: a journal is for one. */
export function digestOf({ subject, text = '', html = '' }: MailText, attachments: readonly Attachment[]): string {
  return createHash('sha256')
    .update(JSON.stringify([subject, text, html, ...attachmentDigests(attachments)]))
    .digest('hex');
}

export interface MailParts {
  readonly sender: Sender;
  readonly replyTo: Sender | undefined;
  readonly to: string;
  readonly messageId: string;
  readonly mail: FilledMail;
  readonly attachments: readonly Attachment[];
}

/** The mail as it goes over the wire. Nothing in it can make the composer read a file or an address. */
export async function composeMail(parts: MailParts): Promise<Buffer> {
  const { sender, replyTo, to, messageId, mail, attachments } = parts;
  const composer = new MailComposer({
    from: { ...sender },
    to: { name: '', address: to },
    ...(replyTo === undefined ? {} : { replyTo: { ...replyTo } }),
    subject: mail.subject,
    messageId,
    ...(mail.text === undefined ? {} : { text: mail.text }),
    ...(mail.html === undefined ? {} : { html: mail.html }),
    attachments: attachments.map((each) => ({ ...each })),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}
