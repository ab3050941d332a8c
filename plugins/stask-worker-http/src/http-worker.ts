import { Action, BaseWorker, type TaskContext } from 'stask/worker';
import type { SyncOptions } from './sync.js';
import {
  CHECKSUM_SCHEMA,
  DEFAULT_SETTINGS,
  FILE_SCHEMA,
  readSettings,
  SETTINGS_SCHEMA,
  URL_SCHEMA,
  type WantedDownload,
} from './settings.js';

const DAY_MS = 86_400_000;

const DOWNLOAD_OPTIONS = {
  type: 'object',
  properties: { url: { ...URL_SCHEMA, title: 'Address' }, file: FILE_SCHEMA, checksum: CHECKSUM_SCHEMA },
  required: ['url'],
  additionalProperties: false,
};

const SYNC_OPTIONS = {
  type: 'object',
  properties: {
    file: FILE_SCHEMA,
    query: { type: 'object', title: 'More parameters', additionalProperties: { type: 'string' } },
    limit: { type: 'integer', title: 'Most records', minimum: 1 },
  },
  additionalProperties: false,
};

/** Downloads files and reads paged APIs. The code that speaks HTTP is loaded with the first run. */
export class HttpWorker extends BaseWorker {
  readonly settingsSchema = SETTINGS_SCHEMA;

  override identifier() {
    return 'http';
  }
  override scope() {
    return 'http';
  }
  override title() {
    return 'Downloads and APIs';
  }
  override description() {
    return 'Downloads files, with progress, resume and checksum, and reads paged APIs into files.';
  }
  override icon() {
    return 'download';
  }
  override settings() {
    return DEFAULT_SETTINGS;
  }

  @Action({ title: 'Download', description: 'A file', options: DOWNLOAD_OPTIONS, timeoutMs: DAY_MS })
  async taskDownload(task: TaskContext, options: WantedDownload): Promise<void> {
    const { download } = await import('./download.js');
    const result = await download(task, options, readSettings(task.settings));
    await this.markFinished(task, result, `${result.bytes} bytes in ${result.file}`);
  }

  @Action({ title: 'Sync', description: 'All pages of the API into a file', options: SYNC_OPTIONS, timeoutMs: DAY_MS })
  async taskSync(task: TaskContext, options: SyncOptions): Promise<void> {
    const { sync } = await import('./sync.js');
    const result = await sync(task, options, readSettings(task.settings));
    await this.markFinished(task, result, `${result.records} records in ${result.file}`);
  }

  @Action({ title: 'Scheduled run', description: 'The downloads of the settings, and the API', timeoutMs: DAY_MS })
  async taskMake(task: TaskContext): Promise<void> {
    const settings = readSettings(task.settings);
    if (settings.downloads.length === 0 && settings.api.url === '') {
      return this.markFailed(task, 'Say what to do: set "downloads" or "api.url" with `stask settings http`.');
    }
    const { runAll } = await import('./run-all.js');
    const result = await runAll(task, settings);
    await this.markFinished(task, result, `${result.downloads.length} files, ${result.sync?.records ?? 0} records`);
  }
}
