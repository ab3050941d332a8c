import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { stringify, type Stringifier } from 'csv-stringify';
import type { CsvRecord } from './read-records.js';

/** Collects the rows that were not taken in a CSV file of their own, which is made with the first of them. */
export class ErrorRows {
  readonly #path: string;
  readonly #header: readonly string[];
  #csv: Stringifier | undefined;
  #file: WriteStream | undefined;
  count = 0;

  constructor(path: string, header: readonly string[]) {
    this.#path = path;
    this.#header = header;
  }

  /** Path of the file, null while no row was bad. */
  get path(): string | null {
    return this.count === 0 ? null : this.#path;
  }

  async add({ line, cells }: CsvRecord, problems: readonly string[]): Promise<void> {
    this.count++;
    const csv = this.#csv ?? this.#open();
    if (!csv.write([line, problems.join('; '), ...cells])) await once(csv, 'drain');
  }

  async close(): Promise<void> {
    if (this.#csv === undefined || this.#file === undefined) return;
    this.#csv.end();
    await finished(this.#file);
  }

  #open(): Stringifier {
    this.#file = createWriteStream(this.#path);
    this.#csv = stringify({ escape_formulas: true });
    this.#file.on('error', (error) => this.#csv?.destroy(error));
    this.#csv.pipe(this.#file);
    this.#csv.write(['line', 'problem', ...this.#header]);
    return this.#csv;
  }
}
