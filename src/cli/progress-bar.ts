import { cut, oneLine, widthOf } from './text.js';
import type { Paint } from './paint.js';

/** What a bar shows of one running task. */
export interface BarState {
  /** `#12 product.import` */
  readonly label: string;
  /** 0 to 100. */
  readonly progress: number;
  readonly processed?: number | null;
  readonly total?: number | null;
  readonly eta?: string | null;
  readonly message?: string | null;
}

const FULL = '█';
const EMPTY = '░';
const MAX_BAR = 24;
const MIN_BAR = 8;
const PERCENT_COLUMNS = 4;

/** One line no wider than `width` columns: label, bar, percent, amounts, ETA, message. */
export function formatBar(state: BarState, width: number, paint: Paint): string {
  const percent = percentOf(state);
  const size = Math.min(MAX_BAR, Math.max(MIN_BAR, Math.floor(width / 5)));
  const label = cut(oneLine(state.label), Math.max(8, Math.floor(width / 3)));
  const room = width - widthOf(label) - size - 2;
  if (room < PERCENT_COLUMNS) return cut(`${label} ${percent}%`, width);
  const filled = Math.round((percent / 100) * size);
  const bar = paint.good(FULL.repeat(filled)) + paint.dim(EMPTY.repeat(size - filled));
  const text = [`${percent}%`.padStart(PERCENT_COLUMNS), ...details(state).map(oneLine)].join('  ');
  return `${label} ${bar} ${cut(text, room)}`;
}

/** The same as a plain line for logs and pipes. */
export function formatProgressLine(state: BarState): string {
  return oneLine([`${state.label}  ${percentOf(state)}%`, ...details(state)].join('  '));
}

const percentOf = ({ progress }: BarState): number => Math.min(100, Math.max(0, Math.trunc(progress) || 0));

function details({ processed, total, eta, message }: BarState): string[] {
  const amounts = total ? `${processed ?? 0}/${total}` : processed ? String(processed) : '';
  return [amounts, eta && eta !== '—' ? eta : '', message ?? ''].filter((part) => part !== '');
}
