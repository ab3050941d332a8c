import { EXIT } from '../exit-codes.js';
import { defineCommand } from '../command.js';
import { oneLine, padEnd, widthOf } from '../text.js';

export const command = defineCommand({
  notes:
    'Looks at the worker package in the current folder as a host would after it was published: manifest, entries, ' +
    'classes, tarball, dependencies, schemas, secrets, import. Exits with 1 when something fails.',
  examples: [
    ['stask check', 'before `npm publish`'],
    ['stask check --json', 'for a script'],
  ],
  async run(cli) {
    const { checkPackage } = await import('../../authoring/check-package.js');
    const checks = await checkPackage(cli.common.cwd);
    cli.answer({ checks }, ({ paint }) => {
      const width = Math.max(...checks.map(({ check }) => widthOf(check)));
      const mark = { ok: paint.good('ok  '), warn: paint.warn('warn'), fail: paint.bad('fail') };
      return checks
        .map(({ check, level, detail, reason }) => {
          const code = reason === undefined ? '' : `${paint.warn(reason)} `;
          return `${mark[level]}  ${padEnd(check, width)}  ${code}${oneLine(detail)}\n`;
        })
        .join('');
    });
    return checks.every(({ ok }) => ok) ? EXIT.ok : EXIT.failed;
  },
});
