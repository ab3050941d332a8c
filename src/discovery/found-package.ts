import type { WorkerPackage } from './report.js';

/** One entry file of a worker package, from its manifest. */
export interface EntryFile {
  /** Absolute real path, inside the real folder of the package. */
  readonly file: string;
  /** Path inside the package with `/`, without `./`; the middle of a class identity `<package>/<entry>#<export>`. */
  readonly relative: string;
}

/** A package whose manifest is valid and whose entry files exist: what inspection gets. */
export interface FoundPackage extends WorkerPackage {
  /** The manifest's default scope for workers that give none, `''` without one. */
  readonly scope: string;
  /** In the order of the manifest, each file once, matches of one glob sorted. Never empty. */
  readonly entries: readonly EntryFile[];
  /** Absolute path of `stask.manifest.json` in the package folder, when there is one. */
  readonly staticManifest?: string;
  /** Changes when anything of the package on disk that could change its inspection changes. */
  readonly fingerprint: string;
}
