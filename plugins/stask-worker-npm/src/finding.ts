import { recordOf, textOf } from './answer.js';

/** A known hole in a package. */
export interface Finding {
  readonly name: string;
  readonly severity: string;
  readonly title: string;
  /** Versions that are affected. */
  readonly range: string;
  /** What helps, such as `update` or a version; empty when nothing does yet. */
  readonly fix: string;
  readonly url: string;
}

/** pnpm and yarn up to 3: the advisory as the registry has it. */
export function advisoryOf(advisory: unknown): Finding {
  const { module_name, severity, title, vulnerable_versions, patched_versions, url } = recordOf(advisory);
  return {
    name: textOf(module_name),
    severity: textOf(severity),
    title: textOf(title),
    range: textOf(vulnerable_versions),
    fix: patched_versions === '<0.0.0' ? '' : textOf(patched_versions),
    url: textOf(url),
  };
}
