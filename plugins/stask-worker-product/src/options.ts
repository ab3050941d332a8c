import { IsBoolean, IsIn, IsNotEmpty, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import { ENCODINGS } from './encoding.js';
import { PRODUCT_FIELDS } from './product-row.js';

const DELIMITERS = [',', ';', '\t', '|'];

const delimiterTitles = [
  { const: ',', title: 'Comma' },
  { const: ';', title: 'Semicolon' },
  { const: '\t', title: 'Tab' },
  { const: '|', title: 'Vertical bar' },
];

const formatTitles = [{ const: 'csv', title: 'CSV' }];

const sourceTitles = [
  { const: 'api', title: 'The address in the settings' },
  { const: 'file', title: 'A CSV file' },
];

const columnNames = {
  title: 'Columns',
  description: 'Fields of a product and what the header of the file calls them.',
  propertyNames: { enum: [...PRODUCT_FIELDS] },
  additionalProperties: { type: 'string' as const },
};

/** What the admin's form shows for a file of the input: an upload, or a path. */
const inputFile = { title: 'CSV file', format: 'file' };

export class ImportOptions {
  /** CSV file to read: absolute, or relative to the `directory` setting or the folder the host runs in. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(4096)
  @JSONSchema(inputFile)
  file!: string;

  /** Found out from the header line when absent. */
  @IsOptional()
  @IsIn(DELIMITERS)
  @JSONSchema({ title: 'Delimiter', description: 'Found out from the header when empty.', oneOf: delimiterTitles })
  delimiter?: string;

  /** UTF-8, or UTF-16 where the file says so, when absent. */
  @IsOptional()
  @IsIn(ENCODINGS)
  @JSONSchema({
    title: 'Encoding',
    description: 'UTF-8 or UTF-16 when empty; Windows programs often write windows-1252.',
  })
  encoding?: string;

  /** Header names of the file by product field, for files that call them otherwise: `{"sku":"Article no."}`. */
  @IsOptional()
  @IsObject()
  @JSONSchema(columnNames)
  columns?: Record<string, string>;

  /** Checks every row, writes the error rows file and leaves the table alone. */
  @IsOptional()
  @IsBoolean()
  @JSONSchema({ title: 'Only check', description: 'Checks every row and leaves the products alone.' })
  dry_run?: boolean;

  /** Where rows that were not taken go; a file for download when absent. Written only when there are any. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(4096)
  @JSONSchema({ title: 'File for wrong rows', description: 'A file for download when empty.' })
  errors_file?: string;
}

export class ExportOptions {
  /** CSV file to write; a new file for download when absent. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(4096)
  @JSONSchema({ title: 'CSV file', description: 'A file for download when empty.' })
  file?: string;

  @IsOptional()
  @IsIn(['csv'])
  @JSONSchema({ title: 'Format', oneOf: formatTitles })
  format?: string;

  @IsOptional()
  @IsIn(DELIMITERS)
  @JSONSchema({ title: 'Delimiter', oneOf: delimiterTitles })
  delimiter?: string;

  /** True exports only what is in stock, false only what is not. */
  @IsOptional()
  @IsBoolean()
  @JSONSchema({ title: 'In stock', description: 'Only what is in stock, or only what is not.' })
  in_stock?: boolean;
}

export class SyncStockOptions {
  /** `api` reads the address in the settings, `file` a CSV file with the columns sku and stock. */
  @IsOptional()
  @IsIn(['api', 'file'])
  @JSONSchema({ title: 'Source', oneOf: sourceTitles })
  source?: string;

  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(4096)
  @JSONSchema(inputFile)
  file?: string;
}
