import { signal } from '@preact/signals';
import { readStored, writeStored } from './stored.js';

export type Theme = 'system' | 'light' | 'dark';

export const theme = signal<Theme>('system');
export const scope = signal<string>(readStored('scope') ?? '');

export function startTheme(): void {
  const stored = readStored('theme');
  applyTheme(stored === 'light' || stored === 'dark' ? stored : 'system');
}

export function chooseTheme(chosen: Theme): void {
  writeStored('theme', chosen === 'system' ? null : chosen);
  applyTheme(chosen);
}

export function chooseScope(chosen: string): void {
  writeStored('scope', chosen === '' ? null : chosen);
  scope.value = chosen;
}

function applyTheme(chosen: Theme): void {
  theme.value = chosen;
  if (chosen === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = chosen;
}
