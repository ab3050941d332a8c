import type { WidgetList } from '../../../worker/widget.js';
import { t } from '../i18n/i18n.js';
import { Linked, ToneMark } from './tone.js';

export function List({ list: { title, items, empty } }: { list: WidgetList }) {
  if (items.length === 0) return <p class="muted">{empty ?? t('worker.widget.empty')}</p>;
  return (
    <ul class="widget-items" aria-label={title}>
      {items.map((item, index) => {
        const { text, note, tone, link } = typeof item === 'string' ? { text: item } : item;
        return (
          <li key={index}>
            <ToneMark tone={tone} />
            <span>
              <Linked link={link}>{text}</Linked>
              {note ? <span class="muted small">{note}</span> : null}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
