import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { parse } from 'csv-parse';
import { defineWorker, nonRetryable } from 'stask/worker';

type Row = Record<string, string>;

export default defineWorker({
  identifier: '__identifier__',
  title: '__title__',
  description: '__description__',
  settings: { batch_size: 500 },
  settingsSchema: {
    type: 'object',
    properties: { batch_size: { type: 'integer', title: 'Rows at once', minimum: 1, maximum: 10_000 } },
  },
  actions: {
    import: {
      title: 'Import a CSV file',
      options: {
        type: 'object',
        properties: {
          file: { type: 'string', title: 'CSV file', minLength: 1 },
          delimiter: { type: 'string', title: 'Delimiter', enum: [',', ';', '\t'], default: ',' },
          dry_run: { type: 'boolean', title: 'Only check the rows', default: false },
        },
        required: ['file'],
        additionalProperties: false,
      },
      async run(task, { file, delimiter, dry_run }) {
        const { size } = await stat(file).catch((cause: unknown) => {
          throw nonRetryable(new Error(`File "${file}" cannot be read.`, { cause }));
        });
        const source = createReadStream(file, { signal: task.signal });
        const parser = source.pipe(
          parse({ columns: true, bom: true, delimiter, trim: true, relax_column_count: true }),
        );
        source.on('error', (error) => parser.destroy(error));
        const batchSize = this.getConfig('batch_size', 500);
        const counts = { imported: 0, refused: 0 };
        let batch: Row[] = [];

        const flush = async () => {
          if (!dry_run && batch.length > 0) await saveRows(batch);
          batch = [];
          task.progress({ progress: (100 * source.bytesRead) / size, message: `${counts.imported} rows` });
        };
        for await (const row of parser as AsyncIterable<Row>) {
          const problem = problemOf(row);
          if (problem === undefined) {
            batch.push(row);
            counts.imported++;
          } else {
            counts.refused++;
            task.log.warning(`Row ${counts.imported + counts.refused}: ${problem}`);
          }
          if (batch.length >= batchSize) await flush();
        }
        await flush();
        return counts;
      },
    },
  },
});

/** Why a row is not taken; put your own rules here. */
function problemOf(row: Row): string | undefined {
  return Object.values(row).every((value) => value === '') ? 'the row is empty' : undefined;
}

/** Writes rows to where they belong: your database, an API, a file. */
async function saveRows(rows: readonly Row[]): Promise<void> {
  console.log(`${rows.length} rows to save`);
}
