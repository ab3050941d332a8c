import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { linesIn, noAnswer, recordOf, textOf } from './answer.js';
import { inputError } from './input-error.js';
import type { Manager } from './manager.js';
import { isPackageName } from './package-names.js';

/** What a package.json asks a registry for. */
export interface Demand {
  /** As package.json calls it, which for an alias is not what the registry does. */
  readonly name: string;
  readonly published: string;
  readonly range: string;
  /** As the lockfile of yarn names it. */
  readonly key: string;
  readonly type: string;
}

const TYPES = ['dependencies', 'devDependencies', 'optionalDependencies'];

/**
 * What all workspaces of a host with yarn, version 2 or later, ask a registry for. Packages from elsewhere, such as
 * `workspace:`, `file:` or a git repository, are left out, as are those of a catalog, which are told.
 */
export async function readDemands(manager: Manager): Promise<Demand[]> {
  const answer = await manager.call(['workspaces', 'list', '--json']);
  const locations = linesIn(answer).flatMap(({ location }) => (typeof location === 'string' ? [location] : []));
  if (locations.length === 0) throw noAnswer(manager, 'workspaces list', answer);
  const asked = await Promise.all(locations.map((location) => askedIn(join(manager.directory, location))));
  const catalog = asked.flat().filter(({ range }) => range.startsWith('catalog:'));
  if (catalog.length > 0)
    manager.warn(
      `Not compared, as a catalog has the range: ${[...new Set(catalog.map(({ name }) => name))].join(', ')}`,
    );
  return asked.flat().flatMap(demandOf);
}

interface Asked {
  readonly name: string;
  readonly range: string;
  readonly type: string;
}

async function askedIn(folder: string): Promise<Asked[]> {
  const file = join(folder, 'package.json');
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw inputError(`"${file}" of a workspace cannot be read.`, { cause });
  });
  const manifest = recordOf(JSON.parse(text));
  return TYPES.flatMap((type) =>
    Object.entries(recordOf(manifest[type])).map(([name, range]) => ({ name, range: textOf(range).trim(), type })),
  );
}

function demandOf({ name, range, type }: Asked): Demand[] {
  const inner = range.replace(/^npm:/, '');
  const alias = /^(@?[^@]+)@(.+)$/.exec(inner);
  const demand = { name, published: alias?.[1] ?? name, range: alias?.[2] ?? inner, key: `${name}@npm:${inner}`, type };
  const fromElsewhere = /[:/]/.test(demand.range) || !isPackageName(demand.published);
  return fromElsewhere ? [] : [demand];
}
