import { describe } from '../../errors.js';
import { nearNames } from '../../near-names.js';
import { findAction } from '../../worker/action-name.js';
import { isPlainObject } from '../../worker/dot-path.js';
import type { JsonObject } from '../../worker/task-interface.js';
import { datePlace } from './date.js';
import {
  below,
  copyOf,
  either,
  jsonObject,
  list,
  nothing,
  number,
  object,
  oneOf,
  text,
  wrong,
  type Place,
  type Shape,
} from './shape.js';

/** Most of what one widget may hold; `docs/write-a-worker.md` names them. */
export const WIDGET_LIMITS = {
  bytes: 65_536,
  rows: 200,
  columns: 12,
  bars: 60,
  parts: 50,
  depth: 4,
} as const;

const title = text(200);
const line = text(500);
const unit = text(20);
const tone = oneOf(['good', 'warn', 'bad', 'info']);
const value = either(text(200), number());

/** Nothing but the web and this admin: no other scheme, no other host without one, no way up. */
const WEB = /^https?:\/\/[^\s/\\@]+(?:[/?#]\S*)?$/i;
const ADMIN = /^(?:tasks|workers|system)(?:[/?#](?!\/)[^\s\\]*)?$/;
const LINK = 'an address with http:// or https://, or a place in the admin such as "tasks/12" or "workers/mail"';

const isLink = (link: string): boolean =>
  WEB.test(link) ? URL.canParse(link) : ADMIN.test(link) && !/(?:^|\/)\.{1,2}(?:\/|$)/.test(link.split(/[?#]/)[0]!);

const link: Shape = {
  expected: LINK,
  schema: { type: 'string', maxLength: 2000, description: LINK },
  takes: (given) => typeof given === 'string',
  copy: (given, place) =>
    (given as string).length <= 2000 && isLink(given as string) ? given : wrong(place, LINK, describe(given)),
};

const button = { title, data: jsonObject };

/** In any spelling; the canonical one is what is copied. */
const actionName: Shape = {
  ...text(128),
  expected: 'the name of an action of this worker',
  copy: (given, place) => {
    const known = place.actions.map((name) => ({ name }));
    return (
      findAction(known, given as string)?.name ??
      wrong(place, `an action of this worker (${place.actions.join(', ')})`, describe(given))
    );
  },
};

const date: Shape = {
  expected: 'a date such as "2026-01-31" or "2026-01-31T08:00:00Z", milliseconds, or a Date',
  schema: { anyOf: [{ type: 'string' }, { type: 'number' }] },
  takes: (given) => typeof given === 'string' || typeof given === 'number' || given instanceof Date,
  copy: (given, place) => datePlace(given as string | number | Date) ?? wrong(place, date.expected, describe(given)),
};

const CELLS: Readonly<Record<string, Shape>> = {
  text: cell(either(text(1000), number(), nothing)),
  number: cell(either(number(), nothing)),
  date: cell(either(date, nothing)),
  status: cell(either(title, nothing)),
  action: either(object('a button', { action: actionName }, button), nothing),
};

/** A value by itself, or with its tone and link. */
function cell(of: Shape): Shape {
  return either(of, object('a cell', { value: of }, { tone, link }));
}

const ROWS = { max: WIDGET_LIMITS.rows };
const column = object('a column', { title }, { type: oneOf(Object.keys(CELLS)) });
const anyCell = either(...new Set(Object.values(CELLS)));

const tableFields = object(
  'a table',
  {
    columns: list(either(title, column), { min: 1, max: WIDGET_LIMITS.columns }, 'columns'),
    // By the column of each cell, so that is looked at once the columns are known.
    rows: { ...list(anyRow(), ROWS, 'rows'), copy: (rows) => rows },
  },
  { title, empty: line },
);

function anyRow(): Shape {
  return list(anyCell, { max: WIDGET_LIMITS.columns }, 'cells');
}

function tableCopy(given: unknown, place: Place): unknown {
  const before = place.found.length;
  const table = tableFields.copy(given, place) as JsonObject;
  if (place.found.length > before) return table;
  const columns = table['columns'] as Array<string | { type?: string }>;
  const cells = columns.map((each) => CELLS[(typeof each === 'string' ? undefined : each.type) ?? 'text']!);
  const rows = list({ ...anyRow(), copy: (row, at) => rowCopy(row, cells, at) }, ROWS, 'rows');
  return { ...table, rows: copyOf(rows, table['rows'], below(place, 'rows')) };
}

function rowCopy(row: unknown, cells: readonly Shape[], place: Place): unknown {
  const values = row as unknown[];
  if (values.length !== cells.length)
    return wrong(place, `${cells.length} cells, one for each column`, `${values.length}`);
  return cells.map((shape, index) => copyOf(shape, values[index], below(place, index)));
}

const labelled = { tone, link };

/** The parts of widgets by their `kind`, without it. */
const PARTS: Readonly<Record<string, Shape>> = {
  stat: object('a stat', { title, value }, { unit, change: value, tone, note: line, link }),
  progress: object('a progress', { title, value: number(0) }, { total: number(-Infinity, 0), unit, tone, note: line }),
  bars: object(
    'bars',
    { bars: list(object('a bar', { label: title, value: number(0) }, labelled), { max: WIDGET_LIMITS.bars }, 'bars') },
    { title, unit },
  ),
  list: object(
    'a list',
    {
      items: list(
        either(line, object('an item', { text: line }, { note: line, ...labelled })),
        { max: WIDGET_LIMITS.rows },
        'items',
      ),
    },
    { title, empty: line },
  ),
  table: { ...tableFields, copy: tableCopy },
  text: object('a text', { text: text(10_000) }, { title, tone }),
  action: object('an action', { action: actionName }, { ...button, note: line }),
  group: object('a group', { parts: list(lazyPart(), { max: WIDGET_LIMITS.parts }, 'parts') }, { title }),
};
const KINDS = Object.keys(PARTS);

/** A group holds parts, which are made of it. */
function lazyPart(): Shape {
  return {
    expected: 'a part, an object with `kind`',
    schema: { $ref: '#/components/schemas/WidgetPart' },
    takes: isPlainObject,
    copy: partCopy,
  };
}

function partCopy(given: unknown, place: Place): unknown {
  const { kind, ...fields } = given as JsonObject;
  const shape = typeof kind === 'string' && Object.hasOwn(PARTS, kind) ? PARTS[kind]! : undefined;
  if (shape === undefined) {
    const [near] = typeof kind === 'string' ? nearNames(kind, KINDS) : [];
    const hint = near === undefined ? '' : `; did you mean "${near}"?`;
    return wrong(below(place, 'kind'), `one of ${KINDS.join(', ')}`, `${describe(kind)}${hint}`);
  }
  if (kind !== 'group') return { kind, ...(shape.copy(fields, place) as object) };
  const depth = place.depth + 1;
  if (depth > WIDGET_LIMITS.depth) return wrong(place, `groups at most ${WIDGET_LIMITS.depth} deep`, 'one more');
  return { kind, ...(shape.copy(fields, { ...place, depth }) as object) };
}

export const part: Shape = lazyPart();
export const partList: Shape = list(part, { max: WIDGET_LIMITS.parts }, 'parts');

/** JSON Schema of one part, for the OpenAPI document. */
export const WIDGET_PART_SCHEMA: JsonObject = {
  oneOf: Object.entries(PARTS).map(([kind, { schema }]) => ({
    ...schema,
    title: kind,
    properties: { kind: { const: kind }, ...(schema['properties'] as JsonObject) },
    required: ['kind', ...(schema['required'] as string[])],
  })),
};
