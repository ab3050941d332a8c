/** Whether a name matches a pattern in which `*` stands for any characters. */
export function matches(name: string, pattern: string, { ignoreCase = false } = {}): boolean {
  const text = pattern
    .split('*')
    .map((part) => part.replace(/[^\w]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${text}$`, ignoreCase ? 'i' : '').test(name);
}
