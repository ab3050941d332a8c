import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';

const LONGEST_LINE = 2_000;
const TAIL_LINES = 20;
const TAIL_LINE = 500;

export type Stream = 'stdout' | 'stderr';

interface Reading {
  readonly decoder: StringDecoder;
  /** Start of the line that has not ended yet, never longer than a line may be. */
  pending: string;
}

/** Cuts output into lines while it comes, in flat memory whatever comes; empty lines are left out. */
export class OutputLines {
  readonly #onLine: (line: string, stream: Stream) => void;
  readonly #streams: Record<Stream, Reading> = { stdout: reading(), stderr: reading() };
  readonly #tail: string[] = [];
  lines = 0;
  bytes = 0;

  constructor(onLine: (line: string, stream: Stream) => void) {
    this.#onLine = onLine;
  }

  add(stream: Stream, chunk: Buffer): void {
    this.bytes += chunk.byteLength;
    this.#take(stream, this.#streams[stream].decoder.write(chunk));
  }

  /** What is left without a line end is a line too. */
  end(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      this.#take(stream, `${this.#streams[stream].decoder.end()}\n`);
    }
  }

  /** The last lines of both streams as they came, without colours. */
  get tail(): string[] {
    return this.#tail.map((line) => cut(line, TAIL_LINE));
  }

  #take(stream: Stream, text: string): void {
    const state = this.#streams[stream];
    const [first = '', ...rest] = text.split(/[\r\n]+/);
    state.pending = grow(state.pending, first);
    for (const next of rest) {
      this.#line(state.pending, stream);
      state.pending = grow('', next);
    }
  }

  #line(raw: string, stream: Stream): void {
    const line = stripVTControlCharacters(raw).trimEnd();
    if (line === '') return;
    this.lines++;
    if (this.#tail.push(line) > TAIL_LINES) this.#tail.shift();
    this.#onLine(line, stream);
  }
}

function reading(): Reading {
  return { decoder: new StringDecoder('utf8'), pending: '' };
}

function grow(line: string, more: string): string {
  return line.length > LONGEST_LINE ? line : cut(line + more, LONGEST_LINE);
}

function cut(line: string, length: number): string {
  return line.length > length ? `${line.slice(0, length)}…` : line;
}
