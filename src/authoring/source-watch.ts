import fastGlob from 'fast-glob';

export interface SourceWatch {
  close(): void;
}

/** Outputs and installs; a change there follows from one elsewhere. */
const IGNORED = ['**/node_modules/**', '**/.*/**', '**/dist/**', '**/build/**', '*.tgz', 'stask.manifest.json'];
const INTERVAL_MS = 400;

/**
 * Tells when a source file of the package is added, written or removed. Looks at names, sizes and times: that works on
 * every file system, mounted and linked ones too, and a worker package has few files.
 */
export function watchSources(root: string, onChange: () => void): SourceWatch {
  let known = stateOf(root);
  const timer = setInterval(() => {
    const state = stateOf(root);
    if (state === known) return;
    known = state;
    onChange();
  }, INTERVAL_MS);
  return { close: () => clearInterval(timer) };
}

function stateOf(root: string): string {
  const files = fastGlob.sync('**', { cwd: root, ignore: IGNORED, stats: true, followSymbolicLinks: false });
  return files
    .map(({ path, stats }) => `${path} ${stats?.size} ${stats?.mtimeMs}`)
    .toSorted()
    .join('\n');
}
