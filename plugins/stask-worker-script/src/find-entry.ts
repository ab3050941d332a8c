import { problemOfScriptName } from './host-scripts.js';
import { inputError } from './input-error.js';
import { matches } from './name-pattern.js';
import type { CommandRule, ScriptRule, ScriptSettings } from './settings.js';

export type Entry = CommandRule | ScriptRule;
type Lists = Pick<ScriptSettings, 'scripts' | 'commands' | 'deny'>;
type Scripts = ReadonlyMap<string, string>;

/**
 * The rule under which a name may run; the script rule carries that name, not its pattern. A command comes before a
 * script of the same name.
 *
 * @throws a non-retryable error when nothing allows it or something denies it
 */
export function findEntry(name: string, lists: Lists, scripts: Scripts): Entry {
  const entry = ruleFor(name, lists, scripts);
  if (entry === undefined) {
    const names = allowedEntries(lists, scripts).map((allowed) => `"${allowed.name}"`);
    throw inputError(
      `${JSON.stringify(name)} may not be run. Allowed: ${names.join(', ') || 'nothing'}. ` +
        'What may run is in the settings "scripts" and "commands".',
    );
  }
  const denied = denialOf(entry, lists, scripts);
  if (denied !== undefined) throw inputError(`${JSON.stringify(name)} may not be run: ${denied}.`);
  return entry;
}

/** All that may run, commands first. */
export function allowedEntries(lists: Lists, scripts: Scripts): Entry[] {
  const names = new Set([...lists.commands.map(({ name }) => name), ...scripts.keys()]);
  return [...names].flatMap((name) => {
    const entry = ruleFor(name, lists, scripts);
    return entry === undefined || denialOf(entry, lists, scripts) !== undefined ? [] : [entry];
  });
}

function ruleFor(name: string, { scripts: rules, commands }: Lists, scripts: Scripts): Entry | undefined {
  const command = commands.find((entry) => entry.name === name);
  if (command !== undefined) return command;
  if (!scripts.has(name)) return undefined;
  const exact = rules.find((entry) => entry.name === name);
  const rule = exact ?? rules.find((entry) => matches(name, entry.name));
  return rule === undefined ? undefined : { ...rule, name };
}

/** npm runs `preX` and `postX` with X, so what denies one of them denies X. */
function denialOf(entry: Entry, { deny }: Lists, scripts: Scripts): string | undefined {
  const { name, kind } = entry;
  if (kind === 'script' && problemOfScriptName(name) !== undefined) return problemOfScriptName(name);
  const hooks = kind === 'script' ? [`pre${name}`, `post${name}`].filter((hook) => scripts.has(hook)) : [];
  for (const each of [name, ...hooks]) {
    const pattern = deny.find((denied) => matches(each, denied, { ignoreCase: true }));
    if (pattern !== undefined) return `"${each}" is denied by "${pattern}" in the setting "deny"`;
  }
  return undefined;
}
