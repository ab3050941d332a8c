import { openLiveArea, type TerminalStream } from './live-area.js';
import type { Paint } from './paint.js';
import { formatBar, formatProgressLine, type BarState } from './progress-bar.js';

/** Shows running tasks: bars that move on a terminal, a line now and then everywhere else. */
export interface ProgressView {
  /** The latest state of one task; cheap, may be called very often. */
  show(id: number, state: BarState): void;
  /** The task is over: its bar goes, `line` stays. */
  finish(id: number, line: string): void;
  /** A line that has nothing to do with one task. */
  say(line: string): void;
  close(): void;
}

const REDRAW_MS = 100;
const PLAIN_LINE_MS = 1000;

export function openLiveView(stream: TerminalStream, paint: Paint): ProgressView {
  const area = openLiveArea(stream);
  const bars = new Map<number, BarState>();
  let timer: NodeJS.Timeout | undefined;

  const redraw = (): void => {
    timer = undefined;
    area.draw([...bars.values()].map((state) => formatBar(state, area.width, paint)));
  };
  const redrawSoon = (): void => {
    timer ??= setTimeout(redraw, REDRAW_MS).unref();
  };
  return {
    show(id, state) {
      const isNew = !bars.has(id);
      bars.set(id, state);
      if (isNew) redraw();
      else redrawSoon();
    },
    finish(id, line) {
      if (bars.delete(id)) redraw();
      area.print(line);
    },
    say: (line) => area.print(line),
    close() {
      clearTimeout(timer);
      area.close();
    },
  };
}

export function openPlainView(say: (line: string) => void, now: () => number = Date.now): ProgressView {
  const last = new Map<number, { readonly line: string; readonly at: number }>();
  return {
    show(id, state) {
      const before = last.get(id);
      const line = formatProgressLine(state);
      if (before !== undefined && (before.line === line || now() - before.at < PLAIN_LINE_MS)) return;
      last.set(id, { line, at: now() });
      say(line);
    },
    finish(id, line) {
      last.delete(id);
      say(line);
    },
    say,
    close() {},
  };
}
