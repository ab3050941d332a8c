import type { WidgetProgress, WidgetStat } from '../../../worker/widget.js';
import { formatPercent } from '../i18n/format.js';
import { t } from '../i18n/i18n.js';
import { Linked, ToneMark } from './tone.js';
import { changeText, valueText } from './value.js';

export function Stat({ stat: { title, value, unit, change, tone, note, link } }: { stat: WidgetStat }) {
  return (
    <>
      <p class="widget-name">
        <Linked link={link}>{title}</Linked>
      </p>
      <p class="widget-value num">
        <ToneMark tone={tone} />
        <strong>{valueText(value)}</strong>
        {unit ? <span class="widget-unit">{unit}</span> : null}
        {change === undefined ? null : <span class="widget-change">{changeText(change)}</span>}
      </p>
      {note ? <p class="muted small">{note}</p> : null}
    </>
  );
}

/** With a total of its own both numbers are shown, otherwise the value is a percentage. */
export function Progress({ progress }: { progress: WidgetProgress }) {
  const { title, value, total = 100, unit, tone, note } = progress;
  const isPercentage = progress.total === undefined && unit === undefined;
  const text = isPercentage
    ? formatPercent(value / 100)
    : t('worker.widget.of', { value: valueText(value), total: valueText(total, unit) });
  return (
    <>
      <p class="widget-name">{title}</p>
      <p class="widget-value num">
        <ToneMark tone={tone} />
        <strong>{text}</strong>
      </p>
      <progress
        class={tone ? `progress-${tone}` : undefined}
        max={total}
        value={Math.min(value, total)}
        aria-label={title}
      />
      {note ? <p class="muted small">{note}</p> : null}
    </>
  );
}
