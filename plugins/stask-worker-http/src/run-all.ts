import type { ProgressUpdate, TaskContext } from 'stask/worker';
import { download } from './download.js';
import type { HttpSettings } from './settings.js';
import { sync } from './sync.js';

/** Downloads what the settings name, one after the other, then reads the API; the first failure ends the run. */
export async function runAll(task: TaskContext, settings: HttpSettings) {
  const hasApi = settings.api.url !== '';
  const total = settings.downloads.length + (hasApi ? 1 : 0);
  const downloads = [];
  const report = ({ message = '' }: ProgressUpdate): void =>
    task.progress({ processed: downloads.length, total, message });
  for (const wanted of settings.downloads) downloads.push(await download(task, wanted, settings, report));
  return { downloads, sync: hasApi ? await sync(task, {}, settings, report) : null };
}
