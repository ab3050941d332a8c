import { escapeXml } from './xml.js';

/** What the worker is set to, for the admin; no secret is in it. */
export function settingsWidget(settings: Readonly<Record<string, unknown>>): string {
  const source = (settings['source'] ?? {}) as Record<string, unknown>;
  const file = typeof source['file'] === 'string' ? source['file'] : '';
  const database = typeof source['database'] === 'string' ? source['database'].replace(/:[^:@/]*@/, '@') : '';
  const from = file || (database === '' ? 'not set yet' : `${database}, table ${String(source['table'])}`);
  return (
    '<style>dl{font:15px system-ui,sans-serif;display:grid;grid-template-columns:auto 1fr;gap:.4em 1.2em}dd{margin:0}</style>' +
    `<dl><dt>Source</dt><dd>${escapeXml(from)}</dd><dt>Feed</dt><dd>${escapeXml(String(settings['output']))}</dd></dl>`
  );
}
