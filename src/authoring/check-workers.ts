import { statSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { WorkerCandidate } from '../discovery/report.js';
import { messageOf } from '../errors.js';
import { checkValue } from '../schema/check-value.js';
import { unmarkedSecrets } from '../schema/unmarked-secrets.js';
import type { JsonObject } from '../worker/task-interface.js';
import { checkAll, type Check } from './check.js';

const ICON_MAX_BYTES = 32 * 1024;
const ICON_TYPES = ['.svg', '.png', '.webp'];

/** What a host takes and its users would stumble over: identifiers, schemas, secrets, icons. */
export async function checkWorkers(
  root: string,
  workers: readonly WorkerCandidate[],
  files: readonly string[],
): Promise<Check[]> {
  const schemas = (await Promise.all(workers.map(schemaProblems))).flat();
  return [
    checkAll('identifiers', sharedIdentifiers(workers), workers.map(({ identifier }) => identifier).join(', ')),
    checkAll('schemas', schemas, 'options and settings can be checked'),
    checkAll('secrets', workers.flatMap(secretProblems), 'every setting that is a secret by its name is marked'),
    checkAll(
      'icons',
      workers.flatMap((worker) => iconProblems(root, worker, files)),
      icons(workers),
    ),
  ];
}

function sharedIdentifiers(workers: readonly WorkerCandidate[]): string[] {
  const seen = new Map<string, WorkerCandidate>();
  return workers.flatMap((worker) => {
    const first = seen.get(worker.identifier);
    seen.set(worker.identifier, worker);
    return first ? [`${first.class} and ${worker.class} are both "${worker.identifier}"; hosts take only one`] : [];
  });
}

async function schemaProblems({ identifier, actions, settings, settingsSchema }: WorkerCandidate): Promise<string[]> {
  const problems: string[] = [];
  for (const { name, schema } of actions) {
    if (schema) problems.push(...(await unusable(`${identifier}: options of "${name}"`, schema)));
  }
  if (settingsSchema === undefined) return problems;
  const wrong = await unusable(`${identifier}: settingsSchema`, settingsSchema);
  if (wrong.length > 0) return [...problems, ...wrong];
  const { fields = [] } = await checkValue(settingsSchema, settings);
  const misfits = fields.map(({ pointer, message }) => `${identifier}: default setting ${pointer} ${message}`);
  return [...problems, ...misfits];
}

async function unusable(where: string, schema: JsonObject): Promise<string[]> {
  try {
    await checkValue(schema, {});
    return [];
  } catch (error) {
    return [`${where} cannot be used: ${messageOf(error)}`];
  }
}

function secretProblems({ identifier, settings, settingsSchema }: WorkerCandidate): string[] {
  return unmarkedSecrets(settings, settingsSchema).map(
    (path) => `${identifier}: setting "${path}" is shown to every admin; give it \`writeOnly: true\` in settingsSchema`,
  );
}

/** A bundled icon is a plain name; anything with a dot or a slash is a file of the package. */
function iconProblems(root: string, { identifier, icon }: WorkerCandidate, files: readonly string[]): string[] {
  if (!/[./]/.test(icon)) return [];
  const path = posix.normalize(icon);
  if (!ICON_TYPES.includes(posix.extname(path).toLowerCase()))
    return [`${identifier}: icon "${icon}" must be a ${ICON_TYPES.join(', ')} file or the name of a bundled icon`];
  if (!files.includes(path)) return [`${identifier}: icon "${icon}" is not in the tarball`];
  const { size } = statSync(join(root, path));
  return size > ICON_MAX_BYTES
    ? [`${identifier}: icon "${icon}" has ${size} bytes, at most ${ICON_MAX_BYTES} are shown`]
    : [];
}

function icons(workers: readonly WorkerCandidate[]): string {
  return [...new Set(workers.map(({ icon }) => icon || 'none'))].join(', ');
}
