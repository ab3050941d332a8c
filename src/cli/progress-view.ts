import { openLiveArea, type TerminalStream } from './live-area.js';
import type { Paint } from './paint.js';
import { formatBar, formatProgressLine, type BarState } from './progress-bar.js';

/** Shows running tasks: bars that move on a terminal, a line now and then everywhere else. */
export interface ProgressView {
  /** The latest state of one task; cheap, may be called very often. */
  show(id: number, state: BarState): void;
  /** The task is over: its bar goes, `line` stays when there is one. */
  finish(id: number, line?: string): void;
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
      if (line !== undefined) area.print(line);
    },
    say: (line) => area.print(line),
    close() {
      clearTimeout(timer);
      area.close();
    },
  };
}

interface Told {
  readonly line: string;
  readonly at: number;
  /** Tells what came since, when a second has passed. */
  timer?: NodeJS.Timeout;
}

/** The start and the first progress at once, then at most a line a second, always the newest; the end at once. */
export function openPlainView(say: (line: string) => void): ProgressView {
  const told = new Map<number, Told>();

  function tell(id: number, line: string): void {
    const isFirst = !told.has(id);
    if (told.get(id)?.line !== line) say(line);
    told.set(id, { line, at: isFirst ? -Infinity : Date.now() });
  }

  function forget(id: number): void {
    clearTimeout(told.get(id)?.timer);
    told.delete(id);
  }

  return {
    show(id, state) {
      const line = formatProgressLine(state);
      const before = told.get(id);
      clearTimeout(before?.timer);
      const wait = before === undefined ? 0 : before.at + PLAIN_LINE_MS - Date.now();
      if (before === undefined || wait <= 0) tell(id, line);
      else before.timer = setTimeout(tell, wait, id, line).unref();
    },
    finish(id, line) {
      forget(id);
      if (line !== undefined) say(line);
    },
    say,
    close() {
      for (const id of told.keys()) forget(id);
    },
  };
}
