import type { ResultPreview } from '../../api.js';
import { formatNumber } from '../i18n/format.js';
import { t } from '../i18n/i18n.js';
import { Loaded } from '../parts/states.js';
import { useResource } from '../server/use-resource.js';

/** The first rows of a result that is a table. */
export function ResultTable({ taskId }: { taskId: number }) {
  const preview = useResource<ResultPreview>(`tasks/${taskId}/result/preview`);
  return (
    <Loaded of={preview} lines={6}>
      {({ columns, rows, more }) => (
        <>
          <div class="scroll-x preview" tabIndex={0} role="region" aria-label={t('task.result')}>
            <table class="plain">
              <thead>
                <tr>
                  {columns.map((name, index) => (
                    <th key={index} scope="col" class={isNumeric(rows, index) ? 'right' : undefined}>
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((cells, row) => (
                  <tr key={row}>
                    {cells.map((cell, index) => (
                      <td key={index} class={isNumeric(rows, index) ? 'right num' : undefined}>
                        {cell}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p class="muted small">
            {more
              ? t('task.result.some', { rows: formatNumber(rows.length) })
              : t('task.result.rows', { count: rows.length })}
          </p>
        </>
      )}
    </Loaded>
  );
}

/** Numbers are easier to compare when they stand at the right. */
function isNumeric(rows: ReadonlyArray<readonly string[]>, column: number): boolean {
  const cells = rows.map((row) => row[column] ?? '').filter((cell) => cell !== '');
  return cells.length > 0 && cells.every((cell) => /^-?[\d.,\s]+%?$/.test(cell));
}
