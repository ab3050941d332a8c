/** `from` is empty for a package that is new, `to` for one that is gone. */
export interface Change {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

export interface Changes {
  readonly changed: readonly Change[];
  readonly added: readonly Change[];
  readonly removed: readonly Change[];
}

/** What an update did, the same whatever package manager did it. */
export interface UpdateResult {
  readonly manager: string;
  readonly dry_run: boolean;
  readonly changed: number;
  readonly added: number;
  readonly removed: number;
  readonly packages: readonly Change[];
}

export function resultOf(manager: string, dry_run: boolean, { changed, added, removed }: Changes): UpdateResult {
  return {
    manager,
    dry_run,
    changed: changed.length,
    added: added.length,
    removed: removed.length,
    packages: [...changed, ...added, ...removed],
  };
}
