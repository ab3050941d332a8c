import type { WidgetBars } from '../../../worker/widget.js';
import { t } from '../i18n/i18n.js';
import { Linked, ToneMark } from './tone.js';
import { valueText } from './value.js';

const WIDTH = 100;

/** Each value is written beside its bar, so the drawing itself says nothing more. */
export function Bars({ bars: { title, bars, unit } }: { bars: WidgetBars }) {
  if (bars.length === 0) return <p class="muted">{t('worker.widget.empty')}</p>;
  const most = Math.max(...bars.map(({ value }) => value)) || 1;
  return (
    <table class="widget-chart" aria-label={title}>
      <tbody>
        {bars.map(({ label, value, tone, link }, index) => (
          <tr key={index}>
            <th scope="row">
              <ToneMark tone={tone} />
              <Linked link={link}>{label}</Linked>
            </th>
            <td class="widget-bar" aria-hidden="true">
              <svg viewBox={`0 0 ${WIDTH} 8`} preserveAspectRatio="none">
                <rect class="bar-none" width={WIDTH} height={8} />
                <rect class={`bar-${tone ?? 'plain'}`} width={(value / most) * WIDTH} height={8} />
              </svg>
            </td>
            <td class="right num">{valueText(value, unit)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
