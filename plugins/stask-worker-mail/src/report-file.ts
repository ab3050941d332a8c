import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';

/** A CSV file with one line for each recipient of a run: where it stands, who it is, and what became of it. */
export class ReportFile {
  readonly #file: WriteStream;

  private constructor(file: WriteStream) {
    this.#file = file;
  }

  static async create(path: string): Promise<ReportFile> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = createWriteStream(path, { mode: 0o600 });
    await once(file, 'open');
    file.write('from,email,state,detail\n');
    return new ReportFile(file);
  }

  async add(...cells: readonly [from: string, email: string, state: string, detail: string]): Promise<void> {
    if (!this.#file.write(`${cells.map(cellOf).join(',')}\n`)) await once(this.#file, 'drain');
  }

  async close(): Promise<void> {
    this.#file.end();
    await finished(this.#file);
  }
}

/** Quoted always; what a spreadsheet would take for a formula gets a leading quote mark. */
function cellOf(text: string): string {
  return `"${text.replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;
}
