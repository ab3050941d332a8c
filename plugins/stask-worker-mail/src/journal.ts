import { randomUUID } from 'node:crypto';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { nonRetryable } from 'stask/worker';
import { inputError } from './input-error.js';

/** `intent`: begun, how it ended is not known; `deferred`: the server said "later"; `unsent`: as if never begun. */
export type RecipientState = 'intent' | 'sent' | 'failed' | 'deferred' | 'uncertain' | 'unsent';

export interface JournalEntry {
  readonly state: RecipientState;
  /** Key of the recipient. */
  readonly to: string;
  readonly detail?: string;
}

/**
 * What happened to each recipient of one sending, in a file that only grows. An entry is on the disk when `add` resolves.
 *
 * Every line says at which byte its writer believed to write it, and counts only if it is there: of several processes
 * that write one journal, all but the one that knew of all other lines find that out before they send, and stop.
 */
export class Journal {
  readonly path: string;
  readonly #file: FileHandle;
  /** Tells the lines of this process from those of others. */
  readonly #run = randomUUID().slice(0, 8);
  readonly #states = new Map<string, RecipientState>();
  readonly #deferrals = new Map<string, number>();
  /** Bytes of the file as far as this process knows. */
  #size = 0;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  /**
   * Opens the journal of a sending, or begins it.
   *
   * @param digest of what is sent; one journal is for one mail
   * @throws a non-retryable error when the journal was begun with another mail
   */
  static async open(folder: string, campaign: string, digest: string): Promise<Journal> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `${campaign}.jsonl`);
    const journal = new Journal(path, await open(path, 'a+', 0o600));
    try {
      await journal.#read(campaign, digest);
      await syncFolder(folder);
      return journal;
    } catch (error) {
      await journal.close();
      throw error;
    }
  }

  stateOf(key: string): RecipientState | undefined {
    return this.#states.get(key);
  }

  /** How often the server said "later" for this recipient. */
  deferralsOf(key: string): number {
    return this.#deferrals.get(key) ?? 0;
  }

  async add(entry: JournalEntry): Promise<void> {
    await this.#append({ ...entry, at: new Date().toISOString() });
    this.#learn(entry);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #read(campaign: string, digest: string): Promise<void> {
    let first: Record<string, unknown> | undefined;
    let unfinished = false;
    for await (const { record, ended, end } of linesOf(this.#file, 0)) {
      this.#size = end;
      unfinished = !ended; // a crash cut the last line: it was not synced, so not acted on
      if (record === undefined) continue;
      first ??= record;
      if (typeof record['to'] === 'string') this.#learn(record as unknown as JournalEntry);
    }
    if (unfinished) {
      await this.#file.appendFile('\n');
      this.#size++;
    }
    if (first === undefined) await this.#append({ campaign, digest, at: new Date().toISOString() });
    else if (first['digest'] !== digest)
      throw inputError(
        `The sending "${campaign}" was begun with another mail; ${this.path} is its journal. Give another "campaign".`,
      );
  }

  #learn({ state, to }: JournalEntry): void {
    this.#states.set(to, state);
    if (state === 'deferred') this.#deferrals.set(to, this.deferralsOf(to) + 1);
  }

  async #append(record: object): Promise<void> {
    for (;;) {
      const start = this.#size;
      const bytes = Buffer.from(`${JSON.stringify({ ...record, run: this.#run, byte: start })}\n`);
      await this.#file.appendFile(bytes);
      await this.#file.sync();
      this.#size = start + bytes.length;
      if (await this.#isAt(start, bytes)) return;
      await this.#readOthers(start); // they did not know of our lines, so they stop: once more, after theirs
    }
  }

  /** @throws a non-retryable error when another process has written what counts */
  async #readOthers(start: number): Promise<void> {
    for await (const { record, end } of linesOf(this.#file, start)) {
      this.#size = end;
      if (record !== undefined && record['run'] !== this.#run)
        throw nonRetryable(
          `Another task writes ${this.path} at the same time; this one stops so that nobody gets two mails.`,
        );
    }
  }

  async #isAt(position: number, bytes: Buffer): Promise<boolean> {
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(bytes.length), 0, bytes.length, position);
    return bytesRead === bytes.length && buffer.equals(bytes);
  }
}

interface Line {
  /** Undefined for a line that does not count: not at its place, cut by a crash, or not JSON. */
  readonly record: Record<string, unknown> | undefined;
  readonly ended: boolean;
  /** Byte after the line. */
  readonly end: number;
}

/** The lines from this byte on, which is the start of one. */
async function* linesOf(file: FileHandle, from: number): AsyncGenerator<Line> {
  const chunk = Buffer.alloc(64 * 1024);
  let rest = Buffer.alloc(0);
  let lineAt = from;
  for (let position = from; ;) {
    const { bytesRead } = await file.read(chunk, 0, chunk.length, position);
    if (bytesRead === 0) break;
    position += bytesRead;
    rest = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    let start = 0;
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10, start)) {
      const record = recordOf(rest.toString('utf8', start, end));
      const counts = record?.['byte'] === lineAt;
      lineAt += end + 1 - start;
      yield { record: counts ? record : undefined, ended: true, end: lineAt };
      start = end + 1;
    }
    rest = rest.subarray(start);
  }
  if (rest.length > 0) yield { record: undefined, ended: false, end: lineAt + rest.length };
}

function recordOf(text: string): Record<string, unknown> | undefined {
  try {
    const record: unknown = JSON.parse(text);
    return typeof record === 'object' && record !== null ? (record as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // the rest of a line that a crash cut
  }
}

/** So that a new journal is there after a loss of power; where folders cannot be synced, the file's own sync has to do. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
