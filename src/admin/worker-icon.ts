import { open, realpath } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { resolveDiscoveryOptions } from '../discovery/discovery-options.js';
import { scanPackages } from '../discovery/scan.js';
import { discoveryOptions } from '../parts.js';
import type { Stask } from '../stask.js';
import type { WorkerRow } from '../store/worker-store.js';

const TYPES: Readonly<Record<string, string>> = {
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
};
const MAX_BYTES = 32 * 1024;
/** Markup of icon fonts, as in `<i class="fa fa-cube">`: only the name is taken. */
const FONT_ICON = /\b(?:fa|icon|lucide|bi)-([a-z0-9-]{1,40})/;
const DEFAULT_ICON = 'icon:box';

/** Address below the base for an image, or `icon:NAME` for one of the page's own. */
export function iconOf({
  icon,
  identifier,
  packageName,
}: Pick<WorkerRow, 'icon' | 'identifier' | 'packageName'>): string {
  if (isIconFile(icon) && packageName !== '') return `api/v1/workers/${encodeURIComponent(identifier)}/icon`;
  if (/^[a-z][a-z0-9-]{0,39}$/.test(icon)) return `icon:${icon}`;
  const [, name] = FONT_ICON.exec(icon) ?? [];
  return name === undefined ? DEFAULT_ICON : `icon:${name}`;
}

export interface IconFile {
  readonly type: string;
  readonly bytes: Buffer;
}

/** The file inside the worker's package; undefined when there is none, it is too big, or it lies elsewhere. */
export async function readIcon(stask: Stask, { icon, packageName }: WorkerRow): Promise<IconFile | undefined> {
  if (!isIconFile(icon) || packageName === '') return undefined;
  const options = resolveDiscoveryOptions(discoveryOptions(stask.options));
  const { found } = await scanPackages({ ...options, useCache: true });
  const root = found.find(({ name }) => name === packageName)?.root;
  if (root === undefined) return undefined;
  try {
    const folder = await realpath(root);
    const path = await realpath(join(folder, icon));
    const inside = relative(folder, path);
    const type = TYPES[extname(path).toLowerCase()];
    if (inside === '' || inside.startsWith(`..${sep}`) || inside === '..' || type === undefined) return undefined;
    const handle = await open(path);
    try {
      const stats = await handle.stat();
      if (!stats.isFile() || stats.size > MAX_BYTES) return undefined;
      return { type, bytes: await handle.readFile() };
    } finally {
      await handle.close();
    }
  } catch {
    return undefined; // a missing icon is no trouble: the page shows its own
  }
}

const isIconFile = (icon: string): boolean => /\.(svg|png|webp)$/i.test(icon) && !/[<>"]/.test(icon);
