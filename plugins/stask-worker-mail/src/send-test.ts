import { randomUUID } from 'node:crypto';
import type { TaskContext } from 'stask/worker';
import { readAttachments } from './attachments.js';
import { inputError } from './input-error.js';
import { composeMail, messageIdOf, readReplyTo, readSender } from './message.js';
import type { TestOptions } from './options.js';
import { checkRecipient } from './recipient.js';
import type { MailSettings } from './settings.js';
import { Smtp } from './smtp.js';
import { readTemplate } from './template.js';

export interface TestResult {
  readonly to: string;
  readonly message_id: string;
  /** What the server said. */
  readonly reply: string;
}

/** Sends one mail now; it fails when the server does not take it. */
export async function sendTest(task: TaskContext, options: TestOptions, settings: MailSettings): Promise<TestResult> {
  const template = readTemplate(options);
  const sender = readSender(settings);
  const recipient = checkRecipient({ ...options.fields, email: options.to });
  if ('problem' in recipient) throw inputError(`The recipient ${recipient.problem}.`);
  const filled = template.fill(recipient.fields);
  if ('problem' in filled) throw inputError(`The recipient ${filled.problem}. Give it in "fields".`);
  const messageId = messageIdOf(randomUUID(), recipient.key, sender);
  const attachments = await readAttachments(task, options.attachments ?? [], settings);
  const replyTo = readReplyTo(settings);
  const parts = { sender, replyTo, to: recipient.address, messageId, mail: filled.mail, attachments };
  const raw = await composeMail(parts);
  const smtp = new Smtp(settings);
  try {
    task.signal.throwIfAborted();
    await smtp.ready();
    const { state, detail, refused } = await smtp.send({ from: sender.address, to: recipient.address }, raw);
    if (refused !== undefined) throw refused;
    if (state !== 'sent') throw inputError(`The mail to ${recipient.address} was not taken (${state}): ${detail}`);
    return { to: recipient.address, message_id: messageId, reply: detail };
  } finally {
    smtp.close();
  }
}
