export interface BuildOptions {
  readonly file?: string;
  readonly output?: string;
  readonly gzip?: boolean;
  readonly dry_run?: boolean;
}

/** JSON Schema of `build`, which is also its form. */
export const BUILD_OPTIONS = {
  type: 'object',
  properties: {
    file: {
      type: 'string',
      title: 'File of products',
      description: 'CSV, or one JSON object in each line (.jsonl). Without one, the source in the settings.',
      format: 'file',
      maxLength: 4096,
    },
    output: { type: 'string', title: 'Feed file', description: 'Instead of the one in the settings.', maxLength: 4096 },
    gzip: { type: 'boolean', title: 'Compress it' },
    dry_run: { type: 'boolean', title: 'Only check', description: 'Checks every product and leaves the feed alone.' },
  },
  additionalProperties: false,
};
