import { describeDatabaseUrl } from './database-url.js';

/** What the worker is set to, for the admin; no secret is in it. */
export function settingsWidget(settings: Readonly<Record<string, unknown>>): string {
  const database = typeof settings['database'] === 'string' ? settings['database'] : '';
  const stock = (settings['stock'] ?? {}) as Record<string, unknown>;
  const url =
    typeof stock['url'] === 'string' && stock['url'] !== '' ? stock['url'] : 'not set: stock comes from files';
  return (
    '<style>dl{font:15px system-ui,sans-serif;display:grid;grid-template-columns:auto 1fr;gap:.4em 1.2em}dd{margin:0}</style>' +
    `<dl><dt>Products</dt><dd>${escapeHtml(describeDatabaseUrl(database))}</dd>` +
    `<dt>Rows in one statement</dt><dd>${escapeHtml(String(settings['batch_size']))}</dd>` +
    `<dt>Stock service</dt><dd>${escapeHtml(url)}</dd></dl>`
  );
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
