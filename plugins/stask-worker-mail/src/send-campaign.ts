import { join } from 'node:path';
import { retryLater, type OutcomeSignal, type TaskContext } from 'stask/worker';
import { readAttachments, type Attachment } from './attachments.js';
import { Journal } from './journal.js';
import { composeMail, digestOf, messageIdOf, readReplyTo, readSender, type Sender } from './message.js';
import type { SendOptions } from './options.js';
import { createPace } from './pace.js';
import { openRecipients, type RecipientSource } from './read-recipients.js';
import { checkRecipient, type Recipient } from './recipient.js';
import { ReportFile } from './report-file.js';
import type { MailSettings } from './settings.js';
import { Smtp } from './smtp.js';
import { announceStep } from './steps.js';
import { readTemplate, type FilledMail, type Template } from './template.js';

export interface SendResult {
  readonly campaign: string;
  /** Recipients given, with those that are wrong or there twice. */
  readonly recipients: number;
  /** Mails taken by the server, in this run and in earlier ones of the same sending. */
  readonly sent: number;
  readonly sent_now: number;
  /** Refused for good, or put off too often. */
  readonly failed: number;
  /** Begun in a run that was cut off: may have gone out, and was not sent again. */
  readonly uncertain: number;
  readonly invalid: number;
  readonly duplicates: number;
  /** CSV file with a line for each recipient that got no mail in this run. */
  readonly file: string;
  readonly dry_run: boolean;
}

export interface Sending {
  /** Set when the task is to run again. */
  readonly outcome: OutcomeSignal | undefined;
  readonly message: string;
  readonly result: SendResult;
}

interface Job {
  readonly task: TaskContext;
  readonly options: SendOptions;
  readonly settings: MailSettings;
  readonly campaign: string;
  readonly sender: Sender;
  readonly template: Template;
  readonly attachments: readonly Attachment[];
  readonly source: RecipientSource;
  readonly report: ReportFile;
}

type Counts = Record<
  'recipients' | 'sent' | 'sent_now' | 'failed' | 'uncertain' | 'deferred' | 'invalid' | 'duplicates',
  number
>;

/**
 * Sends one mail to each recipient. What was begun is in the journal before it goes out, and how it ended right after;
 * so a run that goes on after a crash sends to those who have no entry, and to nobody twice.
 */
export async function sendCampaign(task: TaskContext, options: SendOptions, settings: MailSettings): Promise<Sending> {
  const campaign = options.campaign ?? `task-${task.id}`;
  const template = readTemplate(options);
  const sender = readSender(settings);
  const source = await openRecipients(task, options, settings.directory);
  const attachments = await readAttachments(task, options.attachments ?? [], settings);
  const file = join(task.folder, `${campaign}-${task.id}.report.csv`);
  const report = await ReportFile.create(file);
  try {
    const job = { task, options, settings, campaign, sender, template, attachments, source, report };
    const { deferred, ...counts } = options.dry_run === true ? await checkOnly(job) : await sendAll(job);
    const result = { campaign, ...counts, file, dry_run: options.dry_run === true };
    return {
      outcome: deferred > 0 ? retryLater(settings.retryMs) : undefined,
      message: summaryOf(result, deferred),
      result,
    };
  } finally {
    await report.close();
  }
}

async function sendAll(job: Job): Promise<Counts> {
  const { task, options, settings, campaign, sender, attachments } = job;
  const journal = await Journal.open(task.folder, campaign, digestOf(options, attachments));
  const smtp = new Smtp(settings);
  const pace = createPace(settings.perMinute);
  const replyTo = readReplyTo(settings);
  let stopped = false;
  try {
    return await forEachRecipient(job, async (recipient, mail) => {
      const known = settled(journal, recipient, job);
      if (known !== undefined) return known;
      if (stopped) return { state: 'deferred', detail: 'The server wants no more mails for now', now: false };
      const messageId = messageIdOf(campaign, recipient.key, sender);
      const raw = await composeMail({ sender, replyTo, to: recipient.address, messageId, mail, attachments });
      await pace(task.signal);
      await smtp.ready();
      task.signal.throwIfAborted();
      announceStep('before-intent', recipient.key);
      await journal.add({ state: 'intent', to: recipient.key });
      announceStep('intent', recipient.key);
      const delivery = await smtp.send({ from: sender.address, to: recipient.address }, raw);
      announceStep('sent', recipient.key);
      await journal.add({
        state: delivery.refused === undefined ? delivery.state : 'unsent',
        to: recipient.key,
        detail: delivery.detail,
      });
      announceStep('outcome', recipient.key);
      if (delivery.refused !== undefined) throw delivery.refused;
      stopped = delivery.stop;
      return { ...(settled(journal, recipient, job) ?? delivery), detail: delivery.detail, now: true };
    });
  } finally {
    smtp.close();
    await journal.close();
  }
}

async function checkOnly(job: Job): Promise<Counts> {
  return forEachRecipient(job, () => Promise.resolve({ state: 'unsent', detail: '', now: false }));
}

interface Settled {
  readonly state: 'sent' | 'failed' | 'uncertain' | 'deferred' | 'unsent';
  readonly detail: string;
  /** Whether it came to this in this run. */
  readonly now: boolean;
}

/** What the journal says of a recipient who is to get nothing any more; undefined for one who is. */
function settled(journal: Journal, { key }: Recipient, { options, settings }: Job): Settled | undefined {
  const state = journal.stateOf(key);
  if (state === 'sent' || state === 'failed') return { state, detail: 'in an earlier run', now: false };
  if (state === 'deferred' && journal.deferralsOf(key) >= settings.tries)
    return { state: 'failed', detail: `put off ${settings.tries} times`, now: false };
  if ((state === 'intent' || state === 'uncertain') && options.resend_uncertain !== true)
    return { state: 'uncertain', detail: 'begun, and cut off before the server answered', now: false };
  return undefined;
}

type Handle = (recipient: Recipient, mail: FilledMail) => Promise<Settled>;

async function forEachRecipient({ task, template, source, report }: Job, handle: Handle): Promise<Counts> {
  const counts = {
    recipients: 0,
    sent: 0,
    sent_now: 0,
    failed: 0,
    uncertain: 0,
    deferred: 0,
    invalid: 0,
    duplicates: 0,
  };
  const total = await countOf(source, task.signal);
  const seen = new Set<string>();
  for await (const { from, value } of source.read(task.signal)) {
    task.signal.throwIfAborted();
    counts.recipients++;
    const recipient = checkRecipient(value);
    const filled = 'problem' in recipient ? recipient : template.fill(recipient.fields);
    if ('problem' in recipient || 'problem' in filled) {
      const problem = 'problem' in recipient ? recipient.problem : 'problem' in filled ? filled.problem : '';
      counts.invalid++;
      await report.add(from, 'key' in recipient ? recipient.address : '', 'invalid', problem);
      if (counts.invalid <= 20) task.log.warning(`${from} ${problem}`);
    } else if (seen.has(recipient.key)) {
      counts.duplicates++;
      await report.add(from, recipient.address, 'duplicate', 'is there before');
    } else {
      seen.add(recipient.key);
      const { state, detail, now } = await handle(recipient, filled.mail);
      if (state !== 'unsent') counts[state]++;
      if (state === 'sent' && now) counts.sent_now++;
      else if (state !== 'unsent') await report.add(from, recipient.address, state, detail);
      if (now && state !== 'sent') task.log.warning(`${recipient.address}: ${state}, ${detail}`);
    }
    task.progress({ processed: counts.recipients, total, message: `${counts.recipients} of ${total} recipients` });
  }
  return counts;
}

async function countOf(source: RecipientSource, signal: AbortSignal): Promise<number> {
  let count = 0;
  const recipients = source.read(signal)[Symbol.asyncIterator]();
  while ((await recipients.next()).done !== true) count++;
  return count;
}

function summaryOf(result: SendResult, deferred: number): string {
  const { recipients, sent, failed, uncertain, invalid, duplicates } = result;
  const rest = Object.entries({ failed, uncertain, invalid, duplicates, 'to be tried again': deferred })
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `, ${count} ${what}`)
    .join('');
  if (result.dry_run) return `${recipients - invalid - duplicates} of ${recipients} mails can be sent, none was${rest}`;
  return `${sent} of ${recipients} mails sent${rest}`;
}
