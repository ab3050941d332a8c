import type { WriteStream } from 'node:tty';
import { createPaint, wantsColour, type Paint } from './paint.js';
import { openLiveView, openPlainView, type ProgressView } from './progress-view.js';
import { claimStdout } from './stdout.js';

/** The two ways out of a command: data on stdout, talk on stderr. */
export interface Terminal {
  /** Data, as is. Quietly dropped once the reader is gone. */
  write(text: string): void;
  /** The same, synchronously: for the last word of an ending process. */
  writeNow(text: string): void;
  /** One line of talk. */
  say(line: string): void;
  /** Aborts when nobody reads stdout any more, as in `stask tasks | head -1`. */
  readonly outputClosed: AbortSignal;
  readonly isTerminal: boolean;
  /** Columns of stdout; Infinity when it is not a terminal. */
  readonly width: number;
  /** Colours for stdout. */
  readonly paint: Paint;
  /** Colours for stderr. */
  readonly talkPaint: Paint;
  /** Bars on a terminal, plain lines without one or in CI. */
  openProgress(): ProgressView;
  /** Resolves when everything written is on its way. */
  flush(): Promise<void>;
}

/** Takes over stdout and stderr of this process; call it once, first. */
export function openTerminal(env: NodeJS.ProcessEnv): Terminal {
  const { stream: out, writeNow } = claimStdout();
  const err = process.stderr;
  const closed = new AbortController();
  out.on('error', () => closed.abort()); // EPIPE: `| head` has read enough
  err.on('error', () => {}); // nobody is left to tell
  const talkPaint = createPaint(wantsColour(env, err.isTTY));
  const say = (line: string): void => void err.write(`${line}\n`);

  return {
    write(text) {
      if (!closed.signal.aborted) out.write(text);
    },
    writeNow,
    say,
    outputClosed: closed.signal,
    isTerminal: out.isTTY,
    get width() {
      return out.isTTY ? out.columns : Infinity;
    },
    paint: createPaint(wantsColour(env, out.isTTY)),
    talkPaint,
    openProgress: () => (movesBars(env, err) ? openLiveView(err, talkPaint) : openPlainView(say)),
    flush: async () => {
      await Promise.all([drained(out, closed.signal), drained(err, closed.signal)]);
    },
  };
}

function movesBars(env: NodeJS.ProcessEnv, stream: WriteStream): boolean {
  const inCi = env['CI'] !== undefined && env['CI'] !== '' && env['CI'] !== 'false';
  return stream.isTTY && !inCi && env['TERM'] !== 'dumb';
}

function drained(stream: WriteStream, gone: AbortSignal): Promise<void> {
  if (gone.aborted || stream.writableLength === 0) return Promise.resolve();
  return new Promise((resolve) => {
    gone.addEventListener('abort', () => resolve(), { once: true });
    stream.write('', () => resolve());
  });
}
