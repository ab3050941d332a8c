import { inputError } from './input-error.js';

/** Position of each wanted field in a row of the file. */
export type ColumnPositions<Field extends string> = Readonly<Record<Field, number>>;

/**
 * Finds the wanted columns in a header, whatever their order and case; other columns are ignored.
 *
 * @param names header names by field where the file calls them otherwise
 * @throws a non-retryable error when a column is missing or there twice, or `names` has a field that is none
 */
export function findColumns<Field extends string>(
  header: readonly string[],
  fields: readonly Field[],
  names: Readonly<Record<string, unknown>> = {},
): ColumnPositions<Field> {
  const wanted = wantedNames(fields, names);
  const found = header.map(simplify);
  const missing = fields.filter((field) => !found.includes(simplify(wanted[field] ?? field)));
  if (missing.length > 0) {
    throw inputError(
      `The file lacks ${missing.length === 1 ? 'the column' : 'the columns'} ${missing.map((field) => `"${wanted[field]}"`).join(', ')}. ` +
        `Its header has: ${shownHeader(header)}. Rename them in the file or give their names in the option "columns".`,
    );
  }
  const twice = fields.find(
    (field) => found.indexOf(simplify(wanted[field] ?? field)) !== found.lastIndexOf(simplify(wanted[field] ?? field)),
  );
  if (twice !== undefined) throw inputError(`The file has the column "${wanted[twice]}" twice; keep one of them.`);
  return Object.fromEntries(fields.map((field) => [field, found.indexOf(simplify(wanted[field] ?? field))])) as Record<
    Field,
    number
  >;
}

function wantedNames(
  fields: readonly string[],
  names: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  const wanted: Record<string, string> = Object.fromEntries(fields.map((field) => [field, field]));
  for (const [field, name] of Object.entries(names)) {
    if (!fields.includes(field) || typeof name !== 'string' || name.trim() === '') {
      throw inputError(`Option "columns" may name ${fields.join(', ')}, got ${JSON.stringify({ [field]: name })}.`);
    }
    wanted[field] = name;
  }
  return wanted;
}

function simplify(name: string): string {
  return name.trim().toLowerCase();
}

function shownHeader(header: readonly string[]): string {
  const names = header.slice(0, 12).map((name) => JSON.stringify(name.slice(0, 40)));
  return header.length > 12 ? `${names.join(', ')} and ${header.length - 12} more` : names.join(', ') || 'nothing';
}
