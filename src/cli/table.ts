import { cut, oneLine, padEnd, padStart, widthOf } from './text.js';
import type { Paint } from './paint.js';

export interface Column<T> {
  readonly title: string;
  readonly value: (row: T) => string | number;
  /** Colours the finished cell; it gets the padded text. */
  readonly paint?: (text: string, row: T) => string;
  /** May be cut when the terminal is too narrow; the last column usually. */
  readonly flexible?: boolean;
}

const GAP = '  ';
const MIN_FLEXIBLE = 10;

/**
 * Aligned columns under a dim header, one line for each row, no trailing blanks. Numbers stand right. With a `width`,
 * the flexible columns share what the others leave; without (a pipe), nothing is cut.
 */
export function formatTable<T>(
  rows: readonly T[],
  columns: ReadonlyArray<Column<T>>,
  paint: Paint,
  width = Infinity,
): string {
  const cells = rows.map((row) => columns.map((column) => oneLine(String(column.value(row)))));
  const right = columns.map(({ value }) => rows.length > 0 && rows.every((row) => typeof value(row) === 'number'));
  const widths = fit(
    columns.map(({ title }, at) => Math.max(widthOf(title), ...cells.map((line) => widthOf(line[at] ?? '')))),
    columns,
    width,
  );
  const align = (text: string, at: number): string =>
    (right[at] ? padStart : padEnd)(cut(text, widths[at] ?? 0), widths[at] ?? 0);
  const lines = rows.map((row, line) =>
    columns.map(({ paint: style }, at) => {
      const cell = align(cells[line]?.[at] ?? '', at);
      return style ? style(cell, row) : cell;
    }),
  );
  const header = columns.map(({ title }, at) => paint.dim(align(title, at)));
  return [header, ...lines].map((line) => trimEnd(line.join(GAP)) + '\n').join('');
}

function fit<T>(natural: number[], columns: ReadonlyArray<Column<T>>, width: number): number[] {
  const total = natural.reduce((sum, one) => sum + one, 0) + GAP.length * (columns.length - 1);
  const flexible = natural.filter((_, at) => columns[at]?.flexible).reduce((sum, one) => sum + one, 0);
  if (total <= width || flexible === 0) return natural;
  const share = Math.max(0, width - (total - flexible)) / flexible;
  return natural.map((one, at) =>
    columns[at]?.flexible ? Math.max(Math.min(one, MIN_FLEXIBLE), Math.floor(one * share)) : one,
  );
}

/** Blanks at the end, also in front of a colour's end. */
// oxlint-disable-next-line no-control-regex -- the escape character starts a colour code
const trimEnd = (line: string): string => line.replace(/ +((?:\u001B\[\d+m)*)$/, '$1');
