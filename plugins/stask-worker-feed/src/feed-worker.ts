import { Action, BaseWorker, type TaskContext } from 'stask/worker';
import { BUILD_OPTIONS, type BuildOptions } from './options.js';
import { DEFAULT_SETTINGS, readSettings, SETTINGS_SCHEMA } from './settings.js';
import { feedWidget } from './widget.js';

const HOUR_MS = 3_600_000;

/** Writes product feeds; readers and database code are loaded with the first run, so that discovery stays cheap. */
export class FeedWorker extends BaseWorker {
  readonly settingsSchema = SETTINGS_SCHEMA;

  override identifier() {
    return 'feed';
  }
  override scope() {
    return 'scommerce';
  }
  override title() {
    return 'Product feed';
  }
  override description() {
    return 'Writes a Google Merchant feed from a file or a products table.';
  }
  override icon() {
    return 'rss';
  }
  override settings() {
    return DEFAULT_SETTINGS;
  }
  async renderWidget() {
    const [built, made] = await Promise.all([this.getLastTask('build'), this.getLastTask('make')]);
    return feedWidget(this.getConfig(), built, made);
  }

  @Action({
    title: 'Build the feed',
    description: 'From the source in the settings, or from a file given here',
    options: BUILD_OPTIONS,
    timeoutMs: 6 * HOUR_MS,
    concurrency: 1,
  })
  async taskBuild(task: TaskContext, options: BuildOptions): Promise<void> {
    const { buildFeed } = await import('./build-feed.js');
    const result = await buildFeed(task, options, readSettings(task.settings));
    const { items, rejected } = result;
    const left = rejected === 0 ? '' : `, ${rejected} left out`;
    const what = result.dry_run ? 'items would be in the feed, nothing was written' : 'items in the feed';
    await this.markFinished(task, result, `${items} ${what}${left}`);
  }

  /** What the schedule runs. */
  @Action({
    title: 'Build the feed of the settings',
    description: 'What the schedule runs',
    timeoutMs: 6 * HOUR_MS,
    concurrency: 1,
  })
  async taskMake(task: TaskContext): Promise<void> {
    await this.taskBuild(task, {});
  }
}
