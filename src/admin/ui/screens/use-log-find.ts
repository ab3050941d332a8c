import { useEffect, useState } from 'preact/hooks';
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
  const [chosen, setChosen] = useState<number>();
  useEffect(() => setChosen(undefined), [text]);
  const matches = text === '' ? [] : lines.filter((line) => holds(line, text));
  const known = matches.findIndex(({ n }) => n === chosen);
  const at = known === -1 ? matches.length - 1 : known;
  return {
    found: matches.length,
    place: at + 1,
    current: matches[at]?.n,
    step: (by) => setChosen(matches[(at + by + matches.length) % matches.length]?.n),
  };
}

function holds({ message, context }: LogLine, text: string): boolean {
  const wanted = text.toLowerCase();
  return (
    message.toLowerCase().includes(wanted) ||
    (context !== undefined && JSON.stringify(context).toLowerCase().includes(wanted))
  );
}
