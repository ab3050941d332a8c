import type { WorkerRow } from '../../index.js';
import { Option } from 'commander';
import { defineCommand } from '../command.js';
import { withHost } from '../host.js';
import { originOf } from '../report-text.js';
import { formatTable, type Column } from '../table.js';
import type { Paint } from '../paint.js';
import { toWorkerShape } from '../worker-shape.js';

interface Flags {
  readonly scope?: string;
  readonly active?: boolean;
  readonly hidden?: boolean;
}

export const command = defineCommand<Flags>({
  options: [
    new Option('--scope <scope>', 'only workers of this scope'),
    new Option('--active', 'only active workers'),
    new Option('--hidden', 'hidden workers too'),
  ],
  examples: [
    ['stask workers', 'all workers that are not hidden'],
    ['stask workers --scope scommerce --active --json', 'for scripts'],
  ],
  async run(cli, _args, { scope, active = false, hidden = false }) {
    const rows = await withHost(cli, (host) =>
      host.getWorkers({ activeOnly: active, ...(hidden ? {} : { hidden }), ...(scope === undefined ? {} : { scope }) }),
    );
    cli.answer(rows.map(toWorkerShape), ({ paint, width }) =>
      rows.length === 0
        ? 'No workers. Find some with `stask discover`.\n'
        : formatTable(rows, columns(paint), paint, width),
    );
  },
});

function columns(paint: Paint): Array<Column<WorkerRow>> {
  return [
    { title: 'IDENTIFIER', value: (row) => row.identifier, paint: paint.name },
    { title: 'SCOPE', value: (row) => row.scope },
    {
      title: 'STATE',
      value: state,
      paint: (text, row) => (row.health !== 'ok' ? paint.bad : row.active ? paint.good : paint.dim)(text),
    },
    { title: 'PACKAGE', value: originOf },
    { title: 'ACTIONS', value: (row) => row.actions.map(({ name }) => name).join(', '), flexible: true },
    { title: 'TITLE', value: (row) => (row.health === 'ok' ? row.title : row.healthDetail), flexible: true },
  ];
}

function state({ health, active, hidden }: WorkerRow): string {
  const word = health === 'ok' ? (active ? 'active' : 'inactive') : health;
  return hidden ? `${word}, hidden` : word;
}
