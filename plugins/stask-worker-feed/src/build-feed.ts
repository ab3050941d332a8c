import { createHash } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { TaskContext } from 'stask/worker';
import { checkItem } from './attributes.js';
import { FeedFile, type Counts } from './feed-file.js';
import { inputError } from './input-error.js';
import { createMapping, type ProductRecord } from './map-record.js';
import type { BuildOptions } from './options.js';
import type { FeedSettings } from './settings.js';
import { isBelow, openSource, type Source, type SourceRecord } from './source.js';
import { head, itemXml, TAIL } from './xml.js';

export interface BuildResult extends Readonly<Counts> {
  /** The feed; null for a dry run. */
  readonly file: string | null;
  readonly bytes: number;
  /** CSV file with the products that were left out and why; null when there are none. */
  readonly errors_file: string | null;
  readonly source: string;
  readonly dry_run: boolean;
}

const LOGGED = 20;

/** Writes the feed part by part and puts it in the place of the old one when it is complete. */
export async function buildFeed(
  task: TaskContext,
  options: BuildOptions,
  settings: FeedSettings,
): Promise<BuildResult> {
  const gzip = options.gzip ?? settings.gzip;
  const dryRun = options.dry_run === true;
  const target = dryRun ? join(task.folder, `check-${task.id}.xml`) : await checkTarget(task, options, settings, gzip);
  const source = await openSource(task, options, settings);
  try {
    const feed = await FeedFile.open(target, task.id, fingerprintOf(source, settings));
    try {
      const counts = await writeItems(task, source, feed, settings);
      await assertGood(counts, settings, feed);
      const kept = dryRun
        ? { bytes: 0, errorsFile: await feed.keepErrors(counts.rejected > 0) }
        : await feed.publish(gzip, counts.rejected > 0);
      await feed.discard();
      const file = dryRun ? null : target;
      return {
        ...counts,
        file,
        bytes: kept.bytes,
        errors_file: kept.errorsFile,
        source: source.shown,
        dry_run: dryRun,
      };
    } finally {
      await feed.close();
    }
  } finally {
    await source.close();
  }
}

async function writeItems(task: TaskContext, source: Source, feed: FeedFile, settings: FeedSettings): Promise<Counts> {
  const counts = { ...feed.start.counts };
  let { position } = feed.start;
  const part = {
    feed: position === 0 ? head(settings) : '',
    errors: position === 0 ? 'from,id,problem\n' : '',
    size: 0,
  };
  if (position > 0) task.log.info('Goes on where it was cut off', { items: counts.items, position });
  const flush = async (percent: number): Promise<void> => {
    task.signal.throwIfAborted();
    await feed.write(part.feed, part.errors, position, counts);
    Object.assign(part, { feed: '', errors: '', size: 0 });
    const message = `${counts.items} items written${counts.rejected > 0 ? `, ${counts.rejected} left out` : ''}`;
    task.progress({ progress: Math.min(99, percent), processed: counts.items + counts.rejected, message });
  };
  const mapping = createMapping(settings);
  for await (const read of source.read(position, task.signal)) {
    const { xml, error } = itemOf(read, mapping, settings.currency, counts);
    part.feed += xml;
    part.errors += error;
    if (error !== '' && counts.rejected <= LOGGED) task.log.warning(`Left out: ${error.trim()}`);
    position = read.position;
    if (++part.size >= settings.partItems) await flush(read.percent);
  }
  part.feed += TAIL;
  await flush(99);
  return counts;
}

function itemOf(
  { from, record }: SourceRecord,
  mapping: (record: ProductRecord, attribute: string) => string,
  currency: string,
  counts: Counts,
): { xml: string; error: string } {
  const checked =
    record === undefined
      ? { problems: ['is no product: other columns than the header, or no JSON object'] }
      : checkItem((attribute) => mapping(record, attribute), currency);
  if ('problems' in checked) {
    counts.rejected++;
    const id = record === undefined ? '' : mapping(record, 'id');
    return { xml: '', error: `${[from, id, checked.problems.join('; ')].map(csvCell).join(',')}\n` };
  }
  counts.items++;
  if (checked.shortened) counts.shortened++;
  return { xml: itemXml(checked.values), error: '' };
}

async function assertGood(
  { items, rejected }: Counts,
  { maxRejectedPercent }: FeedSettings,
  feed: FeedFile,
): Promise<void> {
  const percent = items + rejected === 0 ? 100 : (rejected / (items + rejected)) * 100;
  if (items > 0 && percent <= maxRejectedPercent) return;
  const errorsFile = await feed.keepErrors(rejected > 0);
  await feed.discard();
  const why = errorsFile === null ? 'The source has no products.' : `${errorsFile} says why for each.`;
  throw inputError(
    `${rejected} of ${items + rejected} products could not be taken, so the feed that is there stays. ${why}`,
  );
}

/** Another source, mapping or feed head makes another feed, which a run must not go on with. */
function fingerprintOf({ fingerprint }: Source, { databasePassword: _secret, ...settings }: FeedSettings): string {
  return createHash('sha256')
    .update(JSON.stringify([fingerprint, settings]))
    .digest('hex');
}

async function checkTarget(
  { folder }: TaskContext,
  options: BuildOptions,
  settings: FeedSettings,
  gzip: boolean,
): Promise<string> {
  const name = (options.output ?? settings.output).replace(/\.gz$/i, '');
  if (!/\.xml$/i.test(name)) throw inputError(`The feed file "${name}" must end in .xml.`);
  const path = resolve(folder, gzip ? `${name}.gz` : name);
  await mkdir(folder, { recursive: true });
  const allowed = [folder, ...(settings.directory === '' ? [] : [resolve(settings.directory)])];
  const isFree = settings.directory === '' && options.output === undefined;
  if (!isFree && !allowed.some((root) => isBelow(root, path))) throw outside(path);
  await mkdir(dirname(path), { recursive: true });
  const real = join(await realpath(dirname(path)), basename(path));
  const roots = await Promise.all(allowed.map((root) => realpath(root).catch(() => root)));
  if (!isFree && !roots.some((root) => isBelow(root, real))) throw outside(real);
  return real;
}

function outside(path: string): Error {
  return inputError(
    `"${path}" lies outside of the storage folder of this worker; an admin allows another in the setting "directory".`,
  );
}

/** Always quoted; what a spreadsheet would take for a formula gets a leading quote mark. */
function csvCell(text: string): string {
  return `"${text.replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;
}
