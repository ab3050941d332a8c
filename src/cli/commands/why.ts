import { defineCommand } from '../command.js';
import { withHost } from '../host.js';
import { oneLine } from '../text.js';

export const command = defineCommand({
  arguments: '<package>',
  examples: [['stask why stask-worker-product', 'each check of this package, up to the one that failed']],
  async run(cli, [name = '']) {
    const report = await withHost(cli, (host) => host.registry.why(name));
    const { package: found, taken, reason, detail } = report;
    const steps = report.steps.map(({ check, ok, detail: text }) => ({ check, ok, detail: text }));
    cli.answer({ package: found, taken, reason, detail, steps }, ({ paint }) => {
      const lines = steps.map(
        (step) =>
          `  ${step.ok ? paint.good('ok  ') : paint.bad('fail')} ${oneLine(step.check)}  ${paint.dim(oneLine(step.detail))}`,
      );
      const verdict = taken ? paint.good('taken') : `${paint.bad('not taken')}  ${paint.warn(reason ?? '')}`;
      const isSaid = steps.at(-1)?.detail === detail;
      const end = detail === '' || isSaid ? '' : `${oneLine(detail)}\n`;
      return `${paint.name(oneLine(found))}  ${verdict}\n${lines.join('\n')}\n${end}`;
    });
  },
});
