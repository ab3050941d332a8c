import { allowedEntries } from './find-entry.js';
import { readHostScripts } from './host-scripts.js';
import type { ScriptSettings } from './settings.js';

/** What may be run: name, kind, what it does, which arguments it takes and whether it asks for a confirmation. */
export async function listEntries(settings: ScriptSettings) {
  const { directory, scripts } = await readHostScripts(settings.directory);
  const allowed = allowedEntries(settings, scripts).map((entry) => ({
    name: entry.name,
    kind: entry.kind,
    runs: entry.kind === 'command' ? [entry.file, ...entry.args].join(' ') : (scripts.get(entry.name) ?? ''),
    ...(entry.kind === 'command' && entry.description !== '' ? { description: entry.description } : {}),
    arguments: entry.arguments,
    confirm: entry.confirm,
  }));
  return { directory, allowed };
}
