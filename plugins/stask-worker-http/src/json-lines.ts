import { open, rename, rm, type FileHandle } from 'node:fs/promises';

/** A file with one JSON value on each line, which appears under its name when it is complete. */
export class JsonLines {
  readonly #target: string;
  readonly #partial: string;
  readonly #file: FileHandle;
  records = 0;
  bytes = 0;

  private constructor(target: string, partial: string, file: FileHandle) {
    this.#target = target;
    this.#partial = partial;
    this.#file = file;
  }

  /** Begins anew over what a run that was killed has left. */
  static async create(target: string): Promise<JsonLines> {
    const partial = `${target}.lines.partial`;
    return new JsonLines(target, partial, await open(partial, 'w'));
  }

  async add(records: readonly unknown[]): Promise<void> {
    if (records.length === 0) return;
    const text = Buffer.from(`${records.map((record) => JSON.stringify(record)).join('\n')}\n`);
    await this.#file.appendFile(text);
    this.records += records.length;
    this.bytes += text.length;
  }

  async complete(): Promise<void> {
    await this.#file.sync();
    await this.#file.close();
    await rename(this.#partial, this.#target);
  }

  async discard(): Promise<void> {
    await this.#file.close();
    await rm(this.#partial, { force: true });
  }
}
