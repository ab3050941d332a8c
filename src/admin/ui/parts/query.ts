/** `path?a=b`, without the parameters that are empty. */
export function withQuery(path: string, params: Readonly<Record<string, string | number | undefined>>): string {
  const filled = Object.entries(params).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(filled.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? path : `${path}?${text}`;
}
