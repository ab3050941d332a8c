import type { Problem } from '../../api.js';
import { isMessageKey, t } from './i18n.js';

/** The problem in the user's language; a code without a text of ours keeps the server's own words. */
export function problemText({ code, params, detail, title }: Problem): string {
  const key = `problem.${code
    .replace(/^STASK_/, '')
    .toLowerCase()
    .replaceAll('_', '-')}`;
  if (!isMessageKey(key)) return detail || title;
  const texts = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'number' ? value : String(value),
  ]);
  const text = t(key, { detail, ...(Object.fromEntries(texts) as Record<string, string | number>) });
  return detail && key !== 'problem.page-fault' && !text.includes(detail) ? `${text} ${detail}` : text;
}
