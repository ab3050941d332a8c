import { ownField, parsePackage, type PackageJson } from './parse-package.js';
import { MAX_PACKAGE_FILE_BYTES } from './package-file.js';
import { declaresWorkers } from './manifest.js';
import type { ReachedPackage } from './package-collector.js';
import type { SkipReason } from './report.js';

/** A reached package and what its `package.json` says about workers. */
export interface Declaration extends ReachedPackage {
  /** `''` when unknown. */
  readonly version: string;
  /** True when it has workers, or when that cannot be known. */
  readonly declared: boolean;
  readonly json: PackageJson;
  readonly failure?: { readonly reason: SkipReason; readonly detail: string };
}

export function readDeclaration(reached: ReachedPackage): Declaration {
  const { file } = reached;
  switch (file.kind) {
    case 'text':
      return fromText(reached, file.text);
    case 'too-big': {
      const limit = `package.json is larger than ${MAX_PACKAGE_FILE_BYTES} bytes; make it smaller`;
      return failed(reached, 'manifest-too-big', limit);
    }
    case 'unreadable':
      return failed(
        reached,
        'unreadable',
        `package.json cannot be read: ${file.detail}. Make it a readable file, or reinstall the package`,
      );
    default:
      return { ...reached, version: '', declared: false, json: {} };
  }
}

function fromText(reached: ReachedPackage, text: string): Declaration {
  const parsed = parsePackage(text);
  if ('problem' in parsed) {
    const detail = `package.json is not valid JSON: ${parsed.problem}. Repair it, or reinstall the package`;
    return failed(reached, 'manifest-json', detail);
  }
  const { json } = parsed;
  const version = ownField(json, 'version');
  return { ...reached, version: typeof version === 'string' ? version : '', declared: declaresWorkers(json), json };
}

function failed(reached: ReachedPackage, reason: SkipReason, detail: string): Declaration {
  return { ...reached, version: '', declared: true, json: {}, failure: { reason, detail } };
}
