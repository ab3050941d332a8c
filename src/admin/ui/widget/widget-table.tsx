import { useContext } from 'preact/hooks';
import type {
  WidgetButton,
  WidgetCell,
  WidgetColumn,
  WidgetTable as TableOf,
  WidgetTone,
} from '../../../worker/widget.js';
import { t } from '../i18n/i18n.js';
import { Table, type Column } from '../parts/table.js';
import { ActionButton } from './action-button.js';
import { Linked, ToneMark, TonePill } from './tone.js';
import { dateText, valueText } from './value.js';
import { WidgetActions } from './widget-actions.js';

interface Row {
  readonly cells: readonly WidgetCell[];
  readonly index: number;
}

export function WidgetTable({ table: { title, columns, rows, empty } }: { table: TableOf }) {
  const actions = useContext(WidgetActions);
  if (rows.length === 0) return <p class="muted">{empty ?? t('worker.widget.empty')}</p>;
  return (
    <div class="widget-rows">
      <Table
        name={title ?? t('worker.widget', { title: actions?.worker.title ?? '' })}
        columns={columns.map((column, place) =>
          columnOf(typeof column === 'string' ? { title: column } : column, place),
        )}
        rows={rows.map((cells, index): Row => ({ cells, index }))}
        keyOf={({ index }) => index}
      />
    </div>
  );
}

function columnOf({ title, type = 'text' }: WidgetColumn, place: number): Column<Row> {
  return {
    key: `widget-${type}`,
    head: title,
    label: place === 0 || type === 'action' ? undefined : title,
    right: type === 'number' || type === 'action',
    // The name of a row tells its button from those of the others.
    cell: ({ cells }) => <Cell type={type} cell={cells[place] ?? null} of={String(plain(cells[0] ?? null) ?? '')} />,
  };
}

interface CellProps {
  type: NonNullable<WidgetColumn['type']>;
  cell: WidgetCell;
  of: string;
}

function Cell({ type, cell, of }: CellProps) {
  if (isButton(cell)) return <ActionButton small button={cell} of={of} />;
  const value = plain(cell);
  if (value === null || value === '') return type === 'action' ? null : <span class="muted">—</span>;
  const { tone, link } = aboutOf(cell);
  if (type === 'status')
    return (
      <Linked link={link}>
        <TonePill tone={tone}>{value}</TonePill>
      </Linked>
    );
  return (
    <>
      <ToneMark tone={tone} />
      <Linked link={link}>
        {type === 'date' ? (
          <time dateTime={String(value)}>{dateText(String(value))}</time>
        ) : (
          <span class={typeof value === 'number' ? 'num' : undefined}>{valueText(value)}</span>
        )}
      </Linked>
    </>
  );
}

const isObject = (cell: WidgetCell): cell is Exclude<WidgetCell, string | number | Date | null> =>
  typeof cell === 'object' && cell !== null && !(cell instanceof Date);

const isButton = (cell: WidgetCell): cell is WidgetButton => isObject(cell) && 'action' in cell;

/** Dates have come as JSON, so as texts. */
function plain(cell: WidgetCell): string | number | null {
  const value = isObject(cell) ? ('value' in cell ? cell.value : null) : cell;
  return value as string | number | null;
}

function aboutOf(cell: WidgetCell): { tone?: WidgetTone; link?: string } {
  return isObject(cell) && 'value' in cell ? cell : {};
}
