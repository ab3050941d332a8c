import { escapeHtml } from './template.js';

/** What the worker is set to, for the admin; no secret is in it. */
export function settingsWidget(settings: Readonly<Record<string, unknown>>): string {
  const shown = (key: string, other: string): string => {
    const value = settings[key];
    return escapeHtml(typeof value === 'number' || (typeof value === 'string' && value !== '') ? String(value) : other);
  };
  return (
    '<style>dl{font:15px system-ui,sans-serif;display:grid;grid-template-columns:auto 1fr;gap:.4em 1.2em}dd{margin:0}</style>' +
    `<dl><dt>Server</dt><dd>${shown('host', 'not set yet')}:${shown('port', '587')} (${shown('security', 'starttls')})</dd>` +
    `<dt>Sender</dt><dd>${shown('from', 'not set yet')}</dd>` +
    `<dt>Rate</dt><dd>${shown('per_minute', '60')} mails a minute</dd></dl>`
  );
}
