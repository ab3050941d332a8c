import { IsBoolean, IsIn, IsNotEmpty, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';

const DELIMITERS = [',', ';', '\t', '|'];

export class ImportOptions {
  /** CSV file to read: absolute, or relative to the `directory` setting or the folder the host runs in. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(4096)
  file!: string;

  /** Found out from the header line when absent. */
  @IsOptional()
  @IsIn(DELIMITERS)
  delimiter?: string;

  /** Header names of the file by product field, for files that call them otherwise: `{"sku":"Article no."}`. */
  @IsOptional()
  @IsObject()
  columns?: Record<string, string>;

  /** Checks every row, writes the error rows file and leaves the table alone. */
  @IsOptional()
  @IsBoolean()
  dry_run?: boolean;

  /** Where rows that were not taken go; `<file>.errors.csv` when absent. Written only when there are any. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(4096)
  errors_file?: string;
}

export class ExportOptions {
  /** CSV file to write; a new file under `storage/exports` when absent. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(4096)
  file?: string;

  @IsOptional()
  @IsIn(['csv'])
  format?: string;

  @IsOptional()
  @IsIn(DELIMITERS)
  delimiter?: string;

  /** True exports only what is in stock, false only what is not. */
  @IsOptional()
  @IsBoolean()
  in_stock?: boolean;
}

export class SyncStockOptions {
  /** `api` reads the address in the settings, `file` a CSV file with the columns sku and stock. */
  @IsOptional()
  @IsIn(['api', 'file'])
  source?: string;

  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(4096)
  file?: string;
}
