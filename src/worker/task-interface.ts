import type { OptionsSchema } from './options-schema.js';
import type { WORKER_HOST } from './shared-keys.js';
import type { Widget } from './widget.js';
import type { WorkerHost } from './worker-host.js';

/** A plain JSON object, as stored in settings, task data and log contexts. */
export type JsonObject = Record<string, unknown>;

/**
 * What every worker class implements; `BaseWorker` and `defineWorker` supply all but `identifier`.
 * Actions are methods `(task: TaskContext, options) => result | Promise<result>`, named by the `task…` convention
 * or by `@Action`. A worker has at least one.
 */
export interface TaskInterface {
  /** Unique name, `^[A-Za-z][A-Za-z0-9_-]{0,63}$`; must not change between calls. */
  identifier(): string;
  /** Module the worker belongs to, used for filtering; `''` takes the manifest's `scope`. */
  scope(): string;
  title(): string;
  description(): string;
  /** File inside the package (svg, png, webp) or the name of a bundled icon. */
  icon(): string;
  /** Default settings; the host merges the stored ones over them. */
  settings(): JsonObject;
  /** What the web admin draws on the worker's page; a text is HTML, shown in a sandboxed frame. */
  renderWidget?(): RenderedWidget | Promise<RenderedWidget>;
  /** HTML shown by the web admin in a sandboxed frame, when a generated form is not enough. */
  renderSettings?(): string;
  /** Checks settings before they are saved and becomes the settings form. */
  settingsSchema?: OptionsSchema;
}

/** What `renderWidget()` gives: a description that is drawn, HTML for a frame, or nothing to show. */
export type RenderedWidget = Widget | string | null | undefined;

/** A worker class as the host sees it: constructed without arguments, or by the host's `instantiate`. */
export type WorkerClass<T extends TaskInterface = TaskInterface> = new () => T;

/** A worker class whose constructor may name what a container injects; it must also work without, to be inspected. */
export type InjectedWorkerClass<T extends TaskInterface = TaskInterface> = new (...injected: never[]) => T;

/** A worker that can be connected to a host; `BaseWorker` implements it. */
export interface HostedWorker extends TaskInterface {
  [WORKER_HOST]?: WorkerHost;
}
