import { join } from 'node:path';
import type { TaskContext } from 'stask/worker';
import { describeDatabase, withProducts } from './connect.js';
import { countRecords } from './count-records.js';
import { findColumns, type ColumnPositions } from './csv-columns.js';
import { ErrorRows } from './error-rows.js';
import { openInput, placesOf, prepareOutput, type InputFile } from './files.js';
import { inputError } from './input-error.js';
import type { ImportOptions } from './options.js';
import { ProductBatch, type WriteBatch } from './product-batch.js';
import { checkProduct, PRODUCT_FIELDS, type CheckedProduct, type ProductField } from './product-row.js';
import { guessDelimiter, readPieces, type CsvRecord } from './read-records.js';
import type { ProductSettings } from './settings.js';
import { writeProducts } from './write-products.js';

export interface ImportResult {
  /** The file that was read. */
  readonly source: string;
  /** Rows in the file, without its header. */
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  /** Rows left out, each with its reasons in `errors_file`. */
  readonly rejected: number;
  readonly errors_file: string | null;
  /** The same: what the task's page offers for download. */
  readonly file: string | null;
  /** Null for a dry run, which opens no database. */
  readonly database: string | null;
  readonly dry_run: boolean;
}

const writeNothing: WriteBatch = () => Promise.resolve({ created: 0, updated: 0 });

interface ImportJob {
  readonly task: TaskContext;
  readonly options: ImportOptions;
  readonly input: InputFile;
  readonly errorsFile: string;
  readonly batchSize: number;
}

/** Reads a CSV file as a stream and writes its products in batches; rows that are wrong go to a file of their own. */
export async function importProducts(
  task: TaskContext,
  options: ImportOptions,
  settings: ProductSettings,
): Promise<ImportResult> {
  const places = placesOf(task, settings);
  const input = await openInput(options.file, places, options.encoding);
  const errorsFile = await prepareOutput(
    options.errors_file ?? join(places.own, `import-${task.id}.errors.csv`),
    places,
  );
  const job = { task, options, input, errorsFile, batchSize: settings.batchSize };
  if (options.dry_run === true) {
    return { ...(await importRows(job, writeNothing)), source: input.path, database: null, dry_run: true };
  }
  const counts = await withProducts(settings, (database) =>
    importRows(job, (products) => writeProducts(database, products)),
  );
  return { ...counts, source: input.path, database: describeDatabase(settings), dry_run: false };
}

async function importRows(job: ImportJob, write: WriteBatch) {
  const { task, options, input } = job;
  const total = Math.max(0, (await countRecords(input, task.signal)) - 1);
  const pieces = readPieces(input, options.delimiter ?? guessDelimiter(input.start), task.signal);
  let errors: ErrorRows | undefined;
  try {
    const [first, ...others] = await firstPiece(pieces);
    const header = first?.cells ?? [];
    const columns = findColumns(header, PRODUCT_FIELDS, options.columns);
    errors = new ErrorRows(job.errorsFile, header);
    const batch = new ProductBatch(write);
    const rows = await readRows(job, chain(others, pieces), { width: header.length, columns, total }, batch, errors);
    if (rows > 0 && errors.count === rows) {
      throw inputError(`None of the ${rows} rows could be taken; ${errors.path} says why for each.`);
    }
    return { rows, ...batch.counts, rejected: errors.count, errors_file: errors.path, file: errors.path };
  } finally {
    await pieces.return(undefined);
    await errors?.close();
  }
}

/** The first piece that has a row, so the header. */
async function firstPiece(pieces: AsyncGenerator<CsvRecord[]>): Promise<readonly CsvRecord[]> {
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next())
    if (next.value.length > 0) return next.value;
  return [];
}

async function* chain(first: readonly CsvRecord[], pieces: AsyncIterable<readonly CsvRecord[]>) {
  yield first;
  yield* pieces;
}

interface Layout {
  /** Columns of the header; a row with more or fewer is wrong. */
  readonly width: number;
  readonly columns: ColumnPositions<ProductField>;
  /** Rows expected, for the progress. */
  readonly total: number;
}

async function readRows(
  { task, batchSize }: ImportJob,
  pieces: AsyncIterable<readonly CsvRecord[]>,
  layout: Layout,
  batch: ProductBatch,
  errors: ErrorRows,
): Promise<number> {
  let rows = 0;
  const flush = async () => {
    task.signal.throwIfAborted();
    await batch.flush();
    const total = Math.max(layout.total, rows);
    task.progress({ processed: rows, total, message: `${rows} of ${total} rows read` });
  };
  for await (const piece of pieces) {
    for (const record of piece) {
      rows++;
      const checked = checkRecord(record, layout);
      if ('product' in checked) batch.add(checked.product);
      else await reject(task, errors, record, checked.problems);
      if (batch.size >= batchSize || rows % batchSize === 0) await flush();
    }
  }
  await flush();
  return rows;
}

function checkRecord({ cells }: CsvRecord, { width, columns }: Layout): CheckedProduct {
  if (cells.length !== width) return { problems: [`the row has ${cells.length} columns, the header ${width}`] };
  const at = (field: ProductField) => cells[columns[field]] ?? '';
  return checkProduct({ sku: at('sku'), name: at('name'), price: at('price'), stock: at('stock') });
}

const LOGGED_ROWS = 20;

async function reject(
  task: TaskContext,
  errors: ErrorRows,
  record: CsvRecord,
  problems: readonly string[],
): Promise<void> {
  await errors.add(record, problems);
  if (errors.count <= LOGGED_ROWS) task.log.warning(`Line ${record.line} left out: ${problems.join('; ')}`);
  if (errors.count === LOGGED_ROWS + 1) task.log.warning('Further rows left out are only in the error rows file');
}
