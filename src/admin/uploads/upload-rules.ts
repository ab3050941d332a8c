import { settingsOf } from '../../registry/worker-settings.js';
import type { WorkerRow } from '../../store/worker-store.js';
import { isPlainObject } from '../../worker/dot-path.js';
import { cleanExtension, type ResolvedAdminOptions } from '../admin-options.js';
import type { UploadLimits } from '../api.js';

/** Most bytes of one chunk. */
export const CHUNK_BYTES = 1024 * 1024;

/** What may be uploaded for a worker: its settings `upload: { extensions, maxBytes }` over the admin's own. */
export function uploadLimits(worker: WorkerRow, { upload }: Pick<ResolvedAdminOptions, 'upload'>): UploadLimits {
  const set = settingsOf(worker)['upload'];
  const { extensions, maxBytes } = isPlainObject(set) ? set : {};
  const named = Array.isArray(extensions) ? extensions.filter((one) => typeof one === 'string') : undefined;
  return {
    extensions: named?.map(cleanExtension) ?? [...upload.extensions],
    maxBytes: typeof maxBytes === 'number' && maxBytes > 0 ? Math.floor(maxBytes) : upload.maxBytes,
    chunkBytes: CHUNK_BYTES,
  };
}

/** Last part of a name, without what a path or a terminal could take for something else; for people only. */
export function shownName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  // oxlint-disable-next-line no-control-regex -- they are what is taken out
  return last.replaceAll(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '').slice(0, 200) || 'file';
}

/** `.csv` of `Prices.CSV`; `''` when the name has none that is plain. */
export function extensionOf(name: string): string {
  return /(\.[a-z0-9]{1,10})$/i.exec(shownName(name))?.[1]?.toLowerCase() ?? '';
}
