import { defineCommand } from '../command.js';
import { withHost } from '../host.js';
import { formatScanned, formatSkipped, formatWorkerList, paragraphs } from '../report-text.js';
import { toScannedShape, toSkippedShape } from '../scan-shape.js';
import { toWorkerShape } from '../worker-shape.js';

export const command = defineCommand({
  examples: [['stask rescan', 'after an upgrade: refresh titles, actions and health of registered workers']],
  notes: 'Registers nothing and deletes nothing: see `stask discover` and `stask clean`.',
  async run(cli) {
    const report = await withHost(cli, (host) => host.registry.rescan());
    cli.answer(
      {
        updated: report.updated.map(toWorkerShape),
        broken: report.broken.map(toWorkerShape),
        missing: report.missing.map(toWorkerShape),
        skipped: report.skipped.map(toSkippedShape),
        scanned: toScannedShape(report.scanned),
      },
      ({ paint }) =>
        paragraphs(
          formatWorkerList('Updated', report.updated, paint, paint.good('~')),
          formatWorkerList('Broken', report.broken, paint, paint.bad('x')),
          formatWorkerList('Missing', report.missing, paint, paint.warn('?')),
          formatSkipped(report.skipped, paint),
          report.updated.length + report.broken.length + report.missing.length === 0 ? 'Nothing changed.\n' : '',
          formatScanned(report.scanned, paint),
        ),
    );
  },
});
