import { ChevronRight, CircleCheckBig, TriangleAlert } from 'lucide';
import type { Overview } from '../../api.js';
import { href } from '../config.js';
import { t } from '../i18n/i18n.js';
import { Icon } from '../parts/icon.js';
import { Card } from '../parts/page.js';
import { Empty } from '../parts/states.js';

export function Attention({ items }: { items: Overview['attention'] }) {
  return (
    <Card title={t('overview.attention')} flush={items.length > 0}>
      {items.length === 0 ? (
        <Empty
          small
          icon={CircleCheckBig}
          title={t('overview.attention.none')}
          text={t('overview.attention.none.text')}
        />
      ) : (
        <ul class="rows">
          {items.map((item, index) => (
            <li key={index} class={`attention attention-${item.code}`} data-row="">
              <Icon of={TriangleAlert} />
              <span>
                {t(`attention.${item.code}`, item.params)}
                {item.params['detail'] ? <span class="muted attention-detail">{item.params['detail']}</span> : null}
              </span>
              {item.link === undefined ? null : (
                <a href={href(item.link)}>
                  {t('attention.show')}
                  <Icon of={ChevronRight} size={14} />
                </a>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
