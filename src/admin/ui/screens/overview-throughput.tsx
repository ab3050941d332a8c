import type { Overview } from '../../api.js';
import { formatHour, formatNumber } from '../i18n/format.js';
import { t } from '../i18n/i18n.js';
import { Card } from '../parts/page.js';

const WIDTH = 480;
const HEIGHT = 96;
const GAP = 4;

/** Two-coloured bars, one an hour; the same numbers as a table for who cannot see them. */
export function Throughput({ buckets }: { buckets: Overview['throughput'] }) {
  const most = Math.max(1, ...buckets.map(({ completed, failed }) => completed + failed));
  const step = WIDTH / Math.max(1, buckets.length);
  const sum = (of: 'completed' | 'failed'): number => buckets.reduce((total, bucket) => total + bucket[of], 0);
  const text = t('overview.throughput.sum', { completed: sum('completed'), failed: sum('failed') });
  const middle = buckets[Math.floor(buckets.length / 2)];
  return (
    <Card
      title={t('overview.throughput')}
      aside={
        <span class="legend muted num">
          <span class="legend-completed">{t('overview.throughput.completed', { count: sum('completed') })}</span>
          <span class="legend-failed">{t('overview.throughput.failed', { count: sum('failed') })}</span>
        </span>
      }
    >
      <div class="throughput">
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={text}>
          {buckets.map(({ from, completed, failed }, index) => {
            const good = (completed / most) * HEIGHT;
            const bad = (failed / most) * HEIGHT;
            const place = { x: index * step + GAP / 2, width: step - GAP };
            return (
              <g key={from}>
                <title>{t('overview.throughput.bar', { time: formatHour(from), completed, failed })}</title>
                <rect class="bar-none" {...place} y={HEIGHT - 2} height={2} />
                <rect class="bar-completed" {...place} y={HEIGHT - good} height={good} />
                <rect class="bar-failed" {...place} y={HEIGHT - good - bad} height={bad} />
              </g>
            );
          })}
        </svg>
        <div class="throughput-axis muted">
          <span>{buckets[0] ? formatHour(buckets[0].from) : ''}</span>
          <span>{middle ? formatHour(middle.from) : ''}</span>
          <span>{t('overview.now')}</span>
        </div>
        <details>
          <summary>{t('overview.throughput.table')}</summary>
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">{t('overview.throughput.hour')}</th>
                <th scope="col" class="right">
                  {t('status.completed')}
                </th>
                <th scope="col" class="right">
                  {t('status.failed')}
                </th>
              </tr>
            </thead>
            <tbody>
              {buckets.map(({ from, completed, failed }) => (
                <tr key={from}>
                  <td>{formatHour(from)}</td>
                  <td class="right num">{formatNumber(completed)}</td>
                  <td class="right num">{formatNumber(failed)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      </div>
    </Card>
  );
}
