import { Action, BaseWorker, type TaskContext } from 'stask/worker';
import { SEND_OPTIONS, TEST_OPTIONS, type SendOptions, type TestOptions } from './options.js';
import { DEFAULT_SETTINGS, readScheduled, readSettings, SETTINGS_SCHEMA } from './settings.js';
import { mailWidget } from './widget.js';

const DAY_MS = 86_400_000;

/** Sends mail to many through SMTP; the mail code is loaded with the first run, so that discovery stays cheap. */
export class MailWorker extends BaseWorker {
  readonly settingsSchema = SETTINGS_SCHEMA;

  override identifier() {
    return 'mail';
  }
  override scope() {
    return 'messaging';
  }
  override title() {
    return 'Bulk mail';
  }
  override description() {
    return 'Sends one mail to each of many recipients, at a set rate, and to nobody twice.';
  }
  override icon() {
    return 'mail';
  }
  override settings() {
    return DEFAULT_SETTINGS;
  }
  async renderWidget() {
    const last = await Promise.all(['send', 'make'].map((action) => this.getLastTask(action)));
    const ended = last.filter((task) => task !== undefined);
    return mailWidget(this.getConfig(), ended.toSorted((a, b) => Number(b.finishedAt) - Number(a.finishedAt))[0]);
  }

  @Action({
    title: 'Send a mail to many',
    description: 'To recipients given here or in a file; goes on where it stopped',
    options: SEND_OPTIONS,
    maxAttempts: 5,
    timeoutMs: 7 * DAY_MS,
    concurrency: 1,
  })
  async taskSend(task: TaskContext, options: SendOptions): Promise<unknown> {
    const { sendCampaign } = await import('./send-campaign.js');
    const { outcome, message, result } = await sendCampaign(task, options, readSettings(task.settings));
    await task.update({ message });
    if (outcome !== undefined) return outcome;
    return this.markFinished(task, result, message);
  }

  @Action({
    title: 'Send a test mail',
    description: 'One mail to one address; it is not written to any journal',
    options: TEST_OPTIONS,
    maxAttempts: 1,
  })
  async taskTest(task: TaskContext, options: TestOptions): Promise<void> {
    const { sendTest } = await import('./send-test.js');
    const result = await sendTest(task, options, readSettings(task.settings));
    await this.markFinished(task, result, `The server took the mail to ${result.to}`);
  }

  @Action({
    title: 'Scheduled run',
    description: 'Sends the mail of the setting "scheduled" to those who are in its file by then',
    maxAttempts: 5,
    timeoutMs: 7 * DAY_MS,
    concurrency: 1,
  })
  async taskMake(task: TaskContext): Promise<unknown> {
    return this.taskSend(task, readScheduled(task.settings));
  }
}
