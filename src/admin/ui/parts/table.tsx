import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';

export interface Column<T> {
  readonly key: string;
  readonly head: ComponentChildren;
  /** Shown before the value on a phone, where rows are cards; empty shows the value alone. */
  readonly label?: string;
  readonly cell: (row: T) => ComponentChildren;
  readonly right?: boolean;
}

interface TableProps<T> {
  name: string;
  columns: ReadonlyArray<Column<T>>;
  rows: readonly T[];
  keyOf: (row: T) => string | number;
  classOf?: (row: T) => string | undefined;
  /** What a click beside links and buttons opens. */
  hrefOf?: (row: T) => string;
}

/** A table whose rows become cards on narrow screens; the roles keep its meaning there. */
export function Table<T>({ name, columns, rows, keyOf, classOf, hrefOf }: TableProps<T>) {
  const { route } = useLocation();
  const open = (event: MouseEvent, row: T): void => {
    const onControl = (event.target as Element).closest('a, button, input, label') !== null;
    if (hrefOf && !onControl && getSelection()?.isCollapsed !== false) route(hrefOf(row));
  };
  return (
    <table class="table" role="table" aria-label={name}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ key, head, right }) => (
            <th key={key} role="columnheader" scope="col" class={`col-${key}${right ? ' right' : ''}`}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr
            key={keyOf(row)}
            role="row"
            data-row={hrefOf ? '' : undefined}
            class={classOf?.(row)}
            onClick={hrefOf ? (event) => open(event, row) : undefined}
          >
            {columns.map(({ key, cell, label, right }) => (
              <td key={key} role="cell" class={`col-${key}${right ? ' right' : ''}`} data-label={label}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
