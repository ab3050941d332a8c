import {
  ArrayNotEmpty,
  IsArray,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  validateSync,
} from 'class-validator';

/** Shape of the `stask` object of a `package.json`; a single entry is a list of one here. */
export class ManifestDto {
  @IsOptional()
  @IsArray({ message: 'workers must be a path or a list of paths' })
  @ArrayNotEmpty({ message: 'workers must not be empty; leave it out to mean the main entry of the package' })
  @IsString({ each: true, message: 'workers must hold only strings' })
  @IsNotEmpty({ each: true, message: 'workers must not hold an empty path' })
  @Matches(/^[^\0]*$/, { each: true, message: 'workers must not hold a NUL character' })
  workers?: unknown;

  @IsOptional()
  @IsString({ message: 'scope must be a string' })
  @MaxLength(64, { message: 'scope must be at most 64 characters' })
  scope?: unknown;
}

/** What is wrong with a manifest, `''` when nothing is; of each field its first rule, which is listed last. */
export function problemsOfManifest({ workers, scope }: { workers: unknown; scope: unknown }): string {
  const dto = new ManifestDto();
  if (workers !== undefined) dto.workers = typeof workers === 'string' ? [workers] : workers;
  if (scope !== undefined) dto.scope = scope;
  const errors = validateSync(dto, { forbidUnknownValues: true });
  return errors.map(({ constraints = {} }) => Object.values(constraints).at(-1)).join('; ');
}
