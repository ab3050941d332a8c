import { Option } from 'commander';
import { defineCommand } from '../command.js';
import { withHost } from '../host.js';
import { formatWorkerList, paragraphs } from '../report-text.js';
import { oneLine } from '../text.js';
import { toRemovedShape } from '../worker-shape.js';

interface Flags {
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

export const command = defineCommand<Flags>({
  options: [
    new Option('--dry-run', 'show what would be deleted'),
    new Option('--force', 'also when that is more than half of all workers'),
  ],
  examples: [
    ['stask clean --dry-run', 'show workers whose package is gone'],
    ['stask clean --json > removed.json', 'delete them and keep their settings in a file'],
  ],
  notes: 'Makes its own scan and refuses when that is incomplete. Workers with unfinished tasks are kept.',
  async run(cli, _args, { dryRun = false, force = false }) {
    const report = await withHost(cli, (host) => host.registry.clean({ dryRun, force }));
    cli.answer(
      {
        removed: report.removed.map(toRemovedShape),
        kept: report.kept.map(({ identifier, reason }) => ({ identifier, reason })),
      },
      ({ paint }) =>
        paragraphs(
          formatWorkerList(dryRun ? 'Would be removed' : 'Removed', report.removed, paint, paint.bad('-')),
          report.kept.length === 0
            ? ''
            : `${paint.bold('Kept')}\n${report.kept
                .map(({ identifier, reason }) => `  ${paint.name(oneLine(identifier))}  ${oneLine(reason)}\n`)
                .join('')}`,
          report.removed.length === 0 ? 'Nothing to remove.\n' : '',
        ),
    );
  },
});
