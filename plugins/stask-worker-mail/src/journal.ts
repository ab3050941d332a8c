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
 * Two processes that write one journal find that out before either sends: the one whose intent comes second stops.
 */
export class Journal {
  readonly path: string;
  readonly #file: FileHandle;
  /** So that no two processes write the same bytes. */
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
    for await (const { text, ended } of linesOf(this.#file)) {
      this.#size += Buffer.byteLength(text) + (ended ? 1 : 0);
      unfinished = !ended;
      const record = ended ? recordOf(text) : undefined; // a crash cut the last line: it was not synced, so not acted on
      if (record === undefined) continue;
      first ??= record;
      if (typeof record['to'] === 'string') this.#learn(record as unknown as JournalEntry);
    }
    if (unfinished) await this.#write('\n');
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
    await this.#write(`${JSON.stringify({ ...record, run: this.#run })}\n`);
  }

  async #write(line: string): Promise<void> {
    const bytes = Buffer.from(line);
    await this.#file.appendFile(bytes);
    await this.#file.sync();
    const { size } = await this.#file.stat();
    if (size !== this.#size + bytes.length && !(await this.#isAt(this.#size, bytes)))
      throw nonRetryable(
        `Another task writes ${this.path} at the same time; this one stops so that nobody gets two mails.`,
      );
    this.#size = size;
  }

  async #isAt(position: number, bytes: Buffer): Promise<boolean> {
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(bytes.length), 0, bytes.length, position);
    return bytesRead === bytes.length && buffer.equals(bytes);
  }
}

async function* linesOf(file: FileHandle): AsyncGenerator<{ text: string; ended: boolean }> {
  const chunk = Buffer.alloc(64 * 1024);
  let rest = Buffer.alloc(0);
  for (let position = 0; ;) {
    const { bytesRead } = await file.read(chunk, 0, chunk.length, position);
    if (bytesRead === 0) break;
    position += bytesRead;
    rest = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    let start = 0;
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10, start)) {
      yield { text: rest.toString('utf8', start, end), ended: true };
      start = end + 1;
    }
    rest = rest.subarray(start);
  }
  if (rest.length > 0) yield { text: rest.toString('utf8'), ended: false };
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
