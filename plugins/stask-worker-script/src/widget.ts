import type { LastTask, WidgetPart } from 'stask/worker';
import { matches } from './name-pattern.js';
import type { RunResult } from './run-entry.js';
import type { ScriptSettings } from './settings.js';

/** A widget has at most 64 kB. */
const SHOWN = 100;

/** What may run, with a button that opens the form for it, and how long the last run took. */
export function allowedWidget(
  { scripts, commands, deny }: ScriptSettings,
  ran: LastTask | undefined,
  made: LastTask | undefined,
): WidgetPart[] {
  const last = ran && made ? (ran.finishedAt > made.finishedAt ? ran : made) : (ran ?? made);
  const rules = [...commands, ...scripts].filter(
    ({ name }) => !deny.some((pattern) => matches(name, pattern, { ignoreCase: true })),
  );
  const more = rules.length > SHOWN ? `, the first ${SHOWN} of ${rules.length}` : '';
  return [
    ...(last === undefined ? [] : [lastRun(last)]),
    {
      kind: 'table',
      title: `May run${more}`,
      columns: ['Name', 'Kind', { title: '', type: 'action' }],
      rows: rules.slice(0, SHOWN).map(({ name, kind }) => [name, kind, buttonOf(name)]),
      empty: 'Nothing may run yet; the settings allow it.',
    },
    { kind: 'action', action: 'list', title: 'List what may run' },
  ];
}

/** A pattern stands for many names, so none is filled in for it. */
function buttonOf(name: string) {
  return name.includes('*') ? null : { action: 'run', title: 'Run', data: { name } };
}

function lastRun({ id, result }: LastTask): WidgetPart {
  const { name, duration_ms } = result as RunResult;
  return {
    kind: 'stat',
    title: 'Last that ended well',
    value: name,
    note: `${duration_ms / 1000} s`,
    link: `tasks/${id}`,
  };
}
