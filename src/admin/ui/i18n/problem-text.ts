import type { Problem } from '../../api.js';
import { isMessageKey, language, t } from './i18n.js';

/** The page's own problems have no words but those here. */
const OWN = ['server-away', 'page-fault', 'http-status'];

/** The problem in the user's language; in English the server's own words, which name the thing it is about. */
export function problemText({ code, params, detail, title }: Problem): string {
  const name = code
    .replace(/^STASK_/, '')
    .toLowerCase()
    .replaceAll('_', '-');
  const key = `problem.${name}`;
  const isServers = !OWN.includes(name);
  if (!isMessageKey(key) || (isServers && language.value === 'en' && detail !== '')) return detail || title;
  const status = typeof params['status'] === 'number' ? params['status'] : 0;
  return t(key, { detail, status });
}
