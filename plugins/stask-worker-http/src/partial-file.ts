import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';

/** What has to be the same for the rest of a file to fit to its beginning. */
export interface Version {
  readonly url: string;
  /** A strong ETag, or the time of the last change; `''` when the server tells neither, so that nothing can be resumed. */
  readonly validator: string;
  readonly total: number | null;
}

/** A download that is not complete: the bytes so far, and beside them which version of what they are of. */
export class PartialFile {
  readonly path: string;
  readonly #notes: string;
  readonly #target: string;

  constructor(target: string) {
    this.#target = target;
    this.path = `${target}.partial`;
    this.#notes = `${target}.partial.json`;
  }

  /** How much there is of which version; undefined when there is nothing to go on with. */
  async resumable(url: string): Promise<{ readonly bytes: number; readonly version: Version } | undefined> {
    try {
      const { size } = await stat(this.path);
      const version = JSON.parse(await readFile(this.#notes, 'utf8')) as Version;
      const fits = version.url === url && typeof version.validator === 'string' && version.validator !== '';
      return fits && size > 0 ? { bytes: size, version } : undefined;
    } catch {
      return undefined; // no partial file, or notes that were cut off: begin anew
    }
  }

  async note(version: Version): Promise<void> {
    await writeFile(this.#notes, JSON.stringify(version));
  }

  /** Puts the file under its name, in one step. */
  async complete(): Promise<void> {
    await rename(this.path, this.#target);
    await rm(this.#notes, { force: true });
  }

  async discard(): Promise<void> {
    await rm(this.path, { force: true });
    await rm(this.#notes, { force: true });
  }
}
