import type { AuthorPackage } from './author-package.js';
import { failed, passed, warned, type Check } from './check.js';

const UNDECLARED =
  'package.json has no "stask" key, or it is false or null, so no host looks at it. `"stask": true` means its main entry.';

/** What a host's discovery says of the package: the same checks, in the same order, with the same reasons. */
export function checkDiscovery({ root, declaration, verdict, inspection }: AuthorPackage): Check[] {
  if (declaration.file.kind === 'cut-short')
    return [failed('package.json', 'It is empty or cut short.', 'manifest-json')];
  if (!declaration.declared) return [failed('manifest', UNDECLARED)];
  const steps = verdict.steps.filter(({ check, ok }) => ok && check !== 'allowed by the host');
  return [
    ...steps.map(({ check, detail }) => passed(check, detail)),
    ...verdict.skipped.map(({ path, reason, detail }) => failed(checkOf(reason), within(root, path, detail), reason)),
    ...(inspection?.skipped ?? []).map(({ reason, detail }) =>
      reason === 'abstract'
        ? { ...warned('worker classes', detail), reason }
        : failed('worker classes', detail, reason),
    ),
    ...(inspection?.candidates ?? []).map(({ identifier, class: path, actions }) =>
      passed('worker classes', `${identifier} (${path}): ${actions.map(({ name }) => name).join(', ')}`),
    ),
    ...[...verdict.notices, ...(inspection?.notices ?? [])].map(({ detail }) => warned('notices', detail)),
  ];
}

function checkOf(reason: string): string {
  if (reason.startsWith('entry-')) return 'entries';
  if (reason === 'peer-mismatch') return 'peer range';
  return reason === 'manifest-schema' ? 'manifest' : 'package.json';
}

function within(root: string, path: string, detail: string): string {
  return path === root || detail.includes(path) ? detail : `${path.slice(root.length + 1)}: ${detail}`;
}
