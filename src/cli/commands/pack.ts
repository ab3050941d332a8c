import { Option } from 'commander';
import { defineCommand } from '../command.js';
import { oneLine } from '../text.js';

export const command = defineCommand<{ readonly check?: boolean }>({
  options: [new Option('--check', 'only look; exit with 1 when the file is missing or stale')],
  notes:
    'Writes stask.manifest.json beside package.json, so that hosts register the workers of this package without ' +
    'importing it. Run it after each build, and `stask pack --check` before publishing.',
  examples: [
    ['stask pack', 'after the build'],
    ['stask pack --check', 'as "prepack" script, so that a stale file is never published'],
  ],
  async run(cli, _args, { check = false }) {
    const { packManifest } = await import('../../authoring/pack-manifest.js');
    const report = await packManifest(cli.common.cwd, { check });
    cli.answer(report, ({ paint }) => {
      const done = report.changed ? paint.good('written') : paint.dim('up to date');
      return `${done}  ${oneLine(report.path)}  ${oneLine(report.workers.join(', '))}\n`;
    });
  },
});
