import { formatDate, formatNumber, formatTime } from '../i18n/format.js';

const DIGITS = 6;
const NO_BREAK = '\u00a0';

/** A number in the viewer's way with its unit, a text as it is. */
export function valueText(value: string | number, unit?: string): string {
  const text = typeof value === 'number' ? formatNumber(value, DIGITS) : value;
  return unit ? `${text}${NO_BREAK}${unit}` : text;
}

/** `+12` or `−3`; a text as it is. */
export function changeText(change: string | number): string {
  if (typeof change === 'string' || change <= 0) return valueText(change).replace(/^-/, '−');
  return `+${valueText(change)}`;
}

/** A day stays the day it is, wherever the viewer is; a moment is shown in the viewer's zone. */
export function dateText(date: string): string {
  return date.includes('T') ? formatTime(date) : formatDate(date);
}
