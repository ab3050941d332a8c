import { matchesPattern } from './name-pattern.js';

export interface PackageRules {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  readonly directOnly: boolean;
}

/** Why the host's rules leave a package out, `undefined` when they do not. */
export function exclusionOf(
  name: string,
  direct: boolean,
  { allow, deny, directOnly }: PackageRules,
): string | undefined {
  const denied = deny.find((pattern) => matchesPattern(name, pattern));
  if (denied !== undefined) return `discovery.deny has "${denied}"`;
  if (allow.length > 0 && !allow.some((pattern) => matchesPattern(name, pattern))) {
    return `discovery.allow (${allow.join(', ')}) does not have it`;
  }
  return directOnly && !direct ? 'discovery.directOnly is set and the host does not depend on it itself' : undefined;
}
