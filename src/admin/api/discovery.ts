/** Body of `POST /discovery`: what to do, and whether to do it or only to tell. `force` lifts the half of `clean`. */
export interface DiscoveryRequest {
  apply: boolean;
  discover?: boolean;
  rescan?: boolean;
  clean?: boolean;
  force?: boolean;
}

/**
 * `GET /discovery` is the last one; `POST /discovery`: what a scan would change, or changed. `GET /why?package=NAME`
 * answers `{ package, taken, reason, detail, steps: [{ check, ok, detail }] }`.
 */
export interface DiscoveryResult {
  applied: boolean;
  registered: string[];
  updated: Array<{ identifier: string; changes: Array<{ column: string; from: string; to: string }> }>;
  broken: string[];
  missing: string[];
  removed: string[];
  kept: Array<{ identifier: string; reason: string }>;
  skipped: Array<{ package: string; path: string; reason: string; detail: string }>;
  notices: Array<{ package: string; code: string; detail: string }>;
  scanned: { packages: number; manifests: number; complete: boolean; durationMs: number; totalMs: number };
  /** Why nothing was removed although `clean` was asked. */
  refused?: { code: string; detail: string };
}
