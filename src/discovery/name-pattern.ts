/**
 * True when `text` fits `pattern`: `*` is any run of characters without `/`, `**` any run with it, the rest is literal.
 * The pattern `*` alone fits everything, scoped package names too.
 */
export function matchesPattern(text: string, pattern: string): boolean {
  return pattern === '*' || toRegExp(pattern).test(text);
}

function toRegExp(pattern: string): RegExp {
  const source = pattern
    .split(/(\*+)/)
    .map((part) =>
      part === '*' ? '[^/]*' : part.startsWith('*') ? '.*' : part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'),
    );
  return new RegExp(`^${source.join('')}$`, 's');
}
