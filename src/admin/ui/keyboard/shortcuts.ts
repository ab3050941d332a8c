import { signal } from '@preact/signals';
import { readStored, writeStored } from '../stored.js';

/** One-key shortcuts can be switched off, for those whose speech input types letters. */
export const shortcutsOn = signal(readStored('shortcuts') !== 'off');
/** Whether the list of shortcuts is open. */
export const helpOpen = signal(false);
/** Set when the search of the next screen should take the focus. */
export const searchWanted = signal(false);

export function switchShortcuts(on: boolean): void {
  writeStored('shortcuts', on ? null : 'off');
  shortcutsOn.value = on;
}

/** Places by the key that follows `g`. */
export const PLACES_BY_KEY = { o: '', t: 'tasks', w: 'workers', s: 'system' } as const;
type PlaceKey = keyof typeof PLACES_BY_KEY;

const SEQUENCE_MS = 1_500;

/** Follows the keys of the whole page; `go` opens a place such as `tasks`. Returns how to stop. */
export function startShortcuts(go: (place: string) => void): () => void {
  let gUntilMs = 0;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!shortcutsOn.value || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector('dialog[open]')) return;
    const key = keyOf(event);
    const afterG = performance.now() < gUntilMs;
    gUntilMs = key === 'g' && !afterG ? performance.now() + SEQUENCE_MS : 0;
    if (afterG && Object.hasOwn(PLACES_BY_KEY, key)) return done(event, () => go(PLACES_BY_KEY[key as PlaceKey]));
    if (key === '?') return done(event, () => (helpOpen.value = true));
    if (key === '/') return done(event, () => focusSearch(go));
    if (key === 'x') return done(event, selectRow);
    const step = { j: 1, k: -1 }[key] ?? (inRow() ? { ArrowDown: 1, ArrowUp: -1 }[key] : undefined);
    if (step !== undefined) done(event, () => moveBy(step));
  };
  document.addEventListener('keydown', onKeyDown);
  return () => document.removeEventListener('keydown', onKeyDown);
}

function done(event: KeyboardEvent, act: () => void): void {
  event.preventDefault();
  act();
}

/** By its place on the keyboard where the layout has no Latin letters, such as the Ukrainian one. */
function keyOf({ key, code, shiftKey }: KeyboardEvent): string {
  if (code === 'Slash' && (key === '.' || key === ',')) return shiftKey ? '?' : '/';
  const isLatin = /^[\u0020-\u007E]$/.test(key);
  if (!isLatin && key.length === 1 && code.startsWith('Key')) return code.slice('Key'.length).toLowerCase();
  return key.length === 1 ? key.toLowerCase() : key;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('textarea, select, [role="tablist"], input:not([type="checkbox"])') !== null
  );
}

function focusSearch(go: (place: string) => void): void {
  const search = document.querySelector<HTMLInputElement>('main input[type="search"]');
  if (search) return search.focus();
  searchWanted.value = true;
  go('tasks');
}

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('main [data-row]')];
const rowOf = (element: Element | null): Element | null => element?.closest('[data-row]') ?? null;
const inRow = (): boolean => rowOf(document.activeElement) !== null;

/** Takes the focus to the link of the next or previous row, so that Enter opens it. */
function moveBy(step: number): void {
  const all = rows();
  const here = all.indexOf(rowOf(document.activeElement) as HTMLElement);
  const next = here === -1 ? (step > 0 ? 0 : all.length - 1) : here + step;
  all[next]?.querySelector<HTMLElement>('a[href]')?.focus();
}

function selectRow(): void {
  rowOf(document.activeElement)?.querySelector<HTMLInputElement>('input[type="checkbox"]')?.click();
}
