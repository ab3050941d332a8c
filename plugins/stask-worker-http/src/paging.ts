import { inputError } from './input-error.js';
import type { ApiSettings } from './settings.js';

/** One answer of the API. */
export interface Page {
  /** Counted from 0. */
  readonly index: number;
  readonly url: URL;
  readonly body: unknown;
  readonly records: readonly unknown[];
  readonly linkHeader: string | undefined;
}

/** Address of the first page, with the parameters of the caller. */
export function firstPageUrl(api: ApiSettings, query: Readonly<Record<string, string>>): URL {
  const url = new URL(api.url);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  if (api.paging === 'page') url.searchParams.set(api.pageParam, String(api.firstPage));
  if (api.paging !== 'none' && api.sizeParam !== '') url.searchParams.set(api.sizeParam, String(api.pageSize));
  return url;
}

/**
 * Address of the page after this one; undefined after the last. Numbered pages end with the first empty one, since a
 * server may give fewer records than it was asked for.
 *
 * @throws a non-retryable error when the next page would be on another server, or the same again
 */
export function nextPageUrl(page: Page, api: ApiSettings): URL | undefined {
  const next = following(page, api);
  if (next === undefined) return undefined;
  if (next.origin !== new URL(api.url).origin) {
    throw inputError(`The next page would be at "${next.origin}", which is not the server of the setting "api.url".`);
  }
  if (next.href === page.url.href) throw inputError(`Page ${page.index + 1} names itself as the next one.`);
  return next;
}

function following(page: Page, api: ApiSettings): URL | undefined {
  if (api.paging === 'page') return numbered(page, api);
  if (api.paging === 'cursor') return behindCursor(page, api);
  return api.paging === 'link' ? linked(page.linkHeader, page.url) : undefined;
}

function numbered({ index, url, records }: Page, { pageParam, firstPage }: ApiSettings): URL | undefined {
  return records.length === 0 ? undefined : withParameter(url, pageParam, firstPage + index + 1);
}

function behindCursor({ index, url, body }: Page, { cursorParam, cursorPath }: ApiSettings): URL | undefined {
  const cursor = valueAt(body, cursorPath) ?? '';
  if (cursor === '' || cursor === false) return undefined;
  if (typeof cursor === 'string' || typeof cursor === 'number') return withParameter(url, cursorParam, cursor);
  throw inputError(`"${cursorPath}" of page ${index + 1} is no cursor: ${JSON.stringify(cursor).slice(0, 100)}.`);
}

function withParameter(url: URL, name: string, value: string | number): URL {
  const next = new URL(url);
  next.searchParams.set(name, String(value));
  return next;
}

/** The records of an answer. */
export function recordsOf(body: unknown, { items, url }: ApiSettings): readonly unknown[] {
  const list = items === '' ? body : valueAt(body, items);
  if (Array.isArray(list)) return list;
  const where = items === '' ? 'The answer' : `"${items}" of the answer`;
  throw inputError(`${where} of ${new URL(url).origin} is no list; the setting "api.items" says where it is.`);
}

function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => {
    return typeof at === 'object' && at !== null && Object.hasOwn(at, key)
      ? (at as Record<string, unknown>)[key]
      : undefined;
  }, value);
}

/** The target of `rel="next"` in a Link header. */
function linked(header: string | undefined, base: URL): URL | undefined {
  for (const [, target = '', parameters = ''] of (header ?? '').matchAll(
    /<([^>]*)>((?:\s*;\s*[^,;="]+=(?:"[^"]*"|[^",;]*))*)/g,
  )) {
    if (!/;\s*rel="?(?:[^"]*\s)?next(?:\s[^"]*)?"?\s*(?:;|$)/i.test(parameters)) continue;
    if (URL.canParse(target, base.href)) return new URL(target, base);
    throw inputError(`The Link header names a next page that is no address: "${target.slice(0, 200)}".`);
  }
  return undefined;
}
