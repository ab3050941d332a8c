import type { ActionOptions } from '../worker/action.js';
import type { JsonObject } from '../worker/task-interface.js';

/** Why a package or an exported class was left out; `docs/discovery.md` explains each with what to do. */
export const SKIP_REASONS = [
  'manifest-json',
  'manifest-schema',
  'manifest-too-big',
  'unreadable',
  'excluded',
  'peer-mismatch',
  'entry-outside-package',
  'entry-missing',
  'entry-type',
  'import-failed',
  'dependency-missing',
  'import-timeout',
  'import-exited',
  'no-worker-class',
  'abstract',
  'construct-failed',
  'contract-invalid',
  'identifier-invalid',
  'identifier-unstable',
  'identifier-taken',
  'superseded',
  'action-conflict',
] as const;

export type SkipReason = (typeof SKIP_REASONS)[number];

/** One thing that was looked at and not taken. */
export interface Skipped {
  /** Name under which the host reaches the package. */
  readonly package: string;
  /** Absolute path of the package folder or, where one file is meant, of that file. */
  readonly path: string;
  readonly reason: SkipReason;
  /** Which file, field or class, and what to do. */
  readonly detail: string;
}

/** Something worth telling that leaves nothing out, such as an unknown manifest key. */
export interface Notice {
  readonly package: string;
  readonly code: string;
  readonly detail: string;
}

/** An installed package that declares an `stask` manifest. */
export interface WorkerPackage {
  /** Name under which the host reaches it: its folder in `node_modules`. */
  readonly name: string;
  readonly version: string;
  /** Real path of the package folder. */
  readonly root: string;
  /** Listed in the host's own dependencies (or the host itself). */
  readonly direct: boolean;
}

/** An action as stored in `s_workers.actions`: everything a host shows or decides without importing the class. */
export interface ActionRecord extends Omit<ActionOptions, 'options'> {
  readonly name: string;
  /** JSON Schema of the options, when the author gave any. */
  readonly schema?: JsonObject;
}

/** A worker class found on disk and inspected; what the registry turns into a row. */
export interface WorkerCandidate {
  readonly package: WorkerPackage;
  /** `<package>/<entry inside it>#<export>`; the identity of the class in `s_workers.class`. */
  readonly class: string;
  readonly identifier: string;
  readonly scope: string;
  readonly title: string;
  readonly description: string;
  readonly icon: string;
  /** The author's default settings. */
  readonly settings: JsonObject;
  readonly settingsSchema?: JsonObject;
  readonly actions: readonly ActionRecord[];
}

/** A package that is installed and declares workers, but could not be loaded: its rows are broken, not orphans. */
export interface BrokenPackage {
  readonly package: WorkerPackage;
  readonly reason: SkipReason;
  readonly detail: string;
}

/** A class that is exported by an installed package and cannot be taken: a row with it is broken, not an orphan. */
export interface BrokenClass {
  readonly package: WorkerPackage;
  /** `<package>/<entry inside it>#<export>`, as in {@link WorkerCandidate}. */
  readonly class: string;
  readonly reason: SkipReason;
  readonly detail: string;
}

export interface ScanFigures {
  /** Package folders looked at. */
  readonly packages: number;
  /** Packages among them that declare `stask`. */
  readonly manifests: number;
  /** False when something could not be read or an install looks under way; then nothing may be removed. */
  readonly complete: boolean;
  /** What made the scan incomplete, for people; empty when complete. */
  readonly incompleteBecause: readonly string[];
  /** Finding and reading manifests, in milliseconds. */
  readonly durationMs: number;
  /** Inspection included, in milliseconds. */
  readonly totalMs: number;
}

export interface DiscoveryReport {
  readonly candidates: readonly WorkerCandidate[];
  readonly broken: readonly BrokenPackage[];
  readonly brokenClasses: readonly BrokenClass[];
  readonly skipped: readonly Skipped[];
  readonly notices: readonly Notice[];
  readonly scanned: ScanFigures;
}
