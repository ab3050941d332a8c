import { Option } from 'commander';
import { defineCommand } from '../command.js';
import { withHost } from '../host.js';
import { formatNotices, formatScanned, formatSkipped, formatWorkerList, paragraphs } from '../report-text.js';
import { toScannedShape, toSkippedShape } from '../scan-shape.js';
import { toWorkerShape } from '../worker-shape.js';

export const command = defineCommand<{ readonly activate?: boolean }>({
  options: [new Option('--activate', 'also activate what is registered by this call')],
  examples: [
    ['stask discover', 'register workers of newly installed packages'],
    ['stask discover --activate --json', 'the same, ready to run, for scripts'],
  ],
  notes:
    'New workers are inactive until you activate them. Packages that were left out are in the report; exit code 0.',
  async run(cli, _args, { activate = false }) {
    const report = await withHost(cli, (host) => host.registry.discover(), { discovery: { activate } });
    const { registered } = report;
    cli.answer(
      {
        registered: registered.map(toWorkerShape),
        updated: report.updated.map(toWorkerShape),
        skipped: report.skipped.map(toSkippedShape),
        notices: report.notices,
        scanned: toScannedShape(report.scanned),
      },
      ({ paint }) =>
        paragraphs(
          formatWorkerList('Registered', registered, paint, paint.good('+')),
          formatWorkerList('Updated', report.updated, paint, paint.good('~')),
          formatSkipped(report.skipped, paint),
          formatNotices(report.notices, paint),
          registered.length + report.updated.length === 0 ? 'Nothing new.\n' : '',
          formatScanned(report.scanned, paint),
        ),
    );
    if (registered.some(({ active }) => !active)) cli.terminal.say('Activate one with `stask activate <identifier>`.');
  },
});
