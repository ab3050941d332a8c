import { language, t } from './i18n.js';

/** The user's own region where it has the page's language: 24 hours in `en-GB`, 12 in `en-US`. */
function region(): string {
  return navigator.languages.find((tag) => tag.split('-')[0] === language.value) ?? language.value;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const DURATIONS = new Set(['millisecond', 'second', 'minute', 'hour', 'day']);

export function formatNumber(value: number, digits = 0): string {
  return value.toLocaleString(region(), { maximumFractionDigits: digits });
}

export function formatPercent(share: number): string {
  return share.toLocaleString(region(), { style: 'percent', maximumFractionDigits: 1 });
}

/** Date and time to the second, in `timeZone` or the viewer's zone. */
export function formatTime(at: string | Date, timeZone?: string): string {
  return new Date(at).toLocaleString(region(), { dateStyle: 'medium', timeStyle: 'medium', timeZone });
}

/** A day such as `2026-01-31`, the same wherever the viewer is. */
export function formatDate(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString(region(), { dateStyle: 'medium', timeZone: 'UTC' });
}

export function formatClock(at: string | Date): string {
  return new Date(at).toLocaleTimeString(region(), { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/** The time of day, with the date before it when that is not today. */
export function formatWhen(at: string | Date): string {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  if (isToday) return formatClock(at);
  const date = new Date(at).toLocaleDateString(region(), { day: 'numeric', month: 'short' });
  return `${date} ${formatClock(at)}`;
}

export function formatHour(at: string | Date, timeZone?: string): string {
  return new Date(at).toLocaleTimeString(region(), { hour: '2-digit', minute: '2-digit', timeZone });
}

/** Day and minute with the day of the week, for runs to come. */
export function formatSlot(at: string | Date, timeZone?: string): string {
  return new Date(at).toLocaleString(region(), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  });
}

/** The day of a run to come, with the day of the week. */
export function formatDay(at: string, timeZone: string): string {
  return new Date(at).toLocaleDateString(region(), { weekday: 'short', day: 'numeric', month: 'short', timeZone });
}

/** Such as `3 minutes ago` or `in 2 hours`. */
export function formatRelative(at: string | Date, nowMs: number): string {
  const differenceMs = new Date(at).getTime() - nowMs;
  const size = Math.abs(differenceMs);
  if (size < 10_000) return t('time.now');
  const format = new Intl.RelativeTimeFormat(region(), { numeric: 'auto' });
  if (size < MINUTE_MS) return format.format(Math.round(differenceMs / 1000), 'second');
  if (size < HOUR_MS) return format.format(Math.round(differenceMs / MINUTE_MS), 'minute');
  if (size < DAY_MS) return format.format(Math.round(differenceMs / HOUR_MS), 'hour');
  return format.format(Math.round(differenceMs / DAY_MS), 'day');
}

/** Such as `340ms`, `2.4s`, `3m 5s` or `2h 10m`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return unit(Math.round(durationMs), 'millisecond');
  if (durationMs < 10_000) return unit(durationMs / 1000, 'second', 1);
  const seconds = Math.round(durationMs / 1000);
  const parts = [
    [Math.floor(seconds / 86_400), 'day'],
    [Math.floor(seconds / 3600) % 24, 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [seconds % 60, 'second'],
  ] as const;
  const first = Math.max(
    0,
    parts.findIndex(([amount]) => amount > 0),
  );
  const shown = parts.slice(first, first + 2).filter(([amount]) => amount > 0);
  return shown.map(([amount, name]) => unit(amount, name)).join(' ');
}

const ETA_MS: Readonly<Record<string, number>> = { d: DAY_MS, h: HOUR_MS, m: MINUTE_MS, s: 1000 };

/** The time left that the server writes as `2h 10m`; undefined for words that a worker made up. */
export function etaMsOf(eta: string | null): number | undefined {
  const parts = (eta ?? '').split(' ').map((part) => /^(\d+)([dhms])$/.exec(part));
  if (parts.includes(null)) return undefined;
  return parts.reduce((sum, part) => sum + Number(part?.[1]) * ETA_MS[part?.[2] ?? '']!, 0);
}

/** Such a long time only says that the task stands still. */
const ETA_MAX_MS = 30 * DAY_MS;

/** The time left in the user's language; undefined when nothing is known of it. */
export function formatEta(eta: string | null): string | undefined {
  if (!eta || eta === '—') return undefined;
  const ms = etaMsOf(eta);
  if (ms === undefined) return eta;
  return ms > ETA_MAX_MS ? undefined : formatDuration(ms);
}

/** @param base 1000 for megabytes, 1024 for mebibytes */
export function formatBytes(bytes: number, base = 1000): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
  const binary = ['', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log(bytes) / Math.log(base) + 1e-9), units.length - 1);
  const value = bytes / base ** step;
  const name = binary[step];
  if (base === 1000 || !name) return unit(value, units[step] ?? 'byte', step === 0 ? 0 : 1);
  return t(`size.${name}`, { count: value.toLocaleString(region(), { maximumFractionDigits: 1 }) });
}

/** What somebody has counted in who set this limit: 104857600 is 100 MiB, 3000000 is 3 MB. */
export function baseOf(limitBytes: number): 1000 | 1024 {
  return limitBytes % 1024 ** 2 === 0 || (limitBytes % 1024 === 0 && limitBytes % 1000 !== 0) ? 1024 : 1000;
}

export function formatList(items: readonly string[]): string {
  return new Intl.ListFormat(region(), { type: 'conjunction' }).format(items);
}

/** Browsers keep names of zones that their places no longer have. */
export function zoneName(zone: string): string {
  return zone === 'Europe/Kiev' ? 'Europe/Kyiv' : zone;
}

/** Name of a day of the week, `0` for Monday. */
export function dayName(day: number, style: 'long' | 'short' = 'long'): string {
  return new Date(Date.UTC(2024, 0, 1 + day)).toLocaleDateString(region(), { weekday: style, timeZone: 'UTC' });
}

function unit(value: number, name: string, digits = 0): string {
  return value.toLocaleString(region(), {
    style: 'unit',
    unit: name,
    unitDisplay: DURATIONS.has(name) ? 'narrow' : name === 'byte' ? 'long' : 'short',
    maximumFractionDigits: digits,
  });
}
