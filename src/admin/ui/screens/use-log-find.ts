import { useState } from 'preact/hooks';
import type { LogLine } from './use-task-log.js';

export interface LogSearch {
  /** Lines that hold the text. */
  readonly found: number;
  /** Place of the current one among them, from 1; 0 when there is none. */
  readonly place: number;
  /** `n` of the current line. */
  readonly current: number | undefined;
  readonly step: (by: 1 | -1) => void;
}

/** Finding within the lines shown: the last match first, for the end of a log says what went wrong. */
export function useLogFind(lines: readonly LogLine[], text: string): LogSearch {
  const [chosen, setChosen] = useState<{ readonly text: string; readonly n: number | undefined }>();
  const matches = text === '' ? [] : lines.filter((line) => holds(line, text));
  // chosen for another text, it counts no more
  const known = chosen?.text === text ? matches.findIndex(({ n }) => n === chosen.n) : -1;
  const at = known === -1 ? matches.length - 1 : known;
  return {
    found: matches.length,
    place: at + 1,
    current: matches[at]?.n,
    step: (by) => setChosen({ text, n: matches[(at + by + matches.length) % matches.length]?.n }),
  };
}

function holds({ message, context }: LogLine, text: string): boolean {
  const wanted = text.toLowerCase();
  return (
    message.toLowerCase().includes(wanted) ||
    (context !== undefined && JSON.stringify(context).toLowerCase().includes(wanted))
  );
}
