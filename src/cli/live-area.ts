const HIDE_CURSOR = '\u001B[?25l';
const SHOW_CURSOR = '\u001B[?25h';
const CLEAR_BELOW = '\u001B[J';
const up = (lines: number): string => (lines > 0 ? `\u001B[${lines}A` : '');

/** The part of a terminal that an area needs. */
export interface TerminalStream {
  write(text: string): unknown;
  readonly columns?: number;
  readonly rows?: number;
}

/** Lines at the bottom of a terminal that are drawn again and again in the same place. */
export interface LiveArea {
  /** Columns a line may take; one is left free so that no terminal wraps it. */
  readonly width: number;
  /** Replaces the lines of the area; what does not fit the height is counted in a last line. */
  draw(lines: readonly string[]): void;
  /** Writes a line that stays, above the area. */
  print(line: string): void;
  /** Removes the area and gives the cursor back; safe to call twice. */
  close(): void;
}

export function openLiveArea(stream: TerminalStream): LiveArea {
  let shown: readonly string[] = [];
  let open = false;

  const height = (): number => Math.max(1, (stream.rows ?? 24) - 1);
  const erase = (): string => `\r${up(shown.length)}${CLEAR_BELOW}`;
  const begin = (): string => {
    if (open) return '';
    open = true;
    process.once('exit', close);
    return HIDE_CURSOR;
  };

  function draw(lines: readonly string[]): void {
    const before = begin() + erase();
    shown = fit(lines, height());
    stream.write(before + shown.map((line) => `${line}\n`).join(''));
  }

  function print(line: string): void {
    stream.write(`${erase()}${line}\n${shown.map((one) => `${one}\n`).join('')}`);
  }

  function close(): void {
    if (!open) return;
    open = false;
    process.off('exit', close);
    stream.write(erase() + SHOW_CURSOR);
    shown = [];
  }

  return {
    get width() {
      return Math.max(20, (stream.columns ?? 80) - 1);
    },
    draw,
    print,
    close,
  };
}

function fit(lines: readonly string[], height: number): readonly string[] {
  if (lines.length <= height) return lines;
  const kept = lines.slice(0, height - 1);
  return [...kept, `… and ${lines.length - kept.length} more`];
}
