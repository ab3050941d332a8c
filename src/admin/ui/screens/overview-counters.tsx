import type { Overview, StatusWord } from '../../api.js';
import { href } from '../config.js';
import { formatNumber } from '../i18n/format.js';
import { t } from '../i18n/i18n.js';

/** `preparing` is a moment on the way to running, so the two are one number. */
const SHOWN: ReadonlyArray<{ word: StatusWord; filter: string; ended: boolean }> = [
  { word: 'pending', filter: 'pending', ended: false },
  { word: 'running', filter: 'running,preparing', ended: false },
  { word: 'completed', filter: 'completed', ended: true },
  { word: 'failed', filter: 'failed', ended: true },
  { word: 'cancelled', filter: 'cancelled', ended: true },
];

export function Counters({ counters, countedTo }: Pick<Overview, 'counters' | 'countedTo'>) {
  return (
    <ul class="counters" aria-label={t('overview.counters')}>
      {SHOWN.map(({ word, filter, ended }) => {
        const count = word === 'running' ? counters.running + counters.preparing : counters[word];
        return (
          <li key={word} class={count > 0 ? `counter counter-${word}` : 'counter'}>
            <a href={href(`tasks?status=${filter}${ended ? '&period=day' : ''}`)}>
              <span class="counter-name">{t(`status.${word}`)}</span>
              <strong class="num">{`${formatNumber(count)}${count >= countedTo ? '+' : ''}`}</strong>
              <span class="muted">{t(ended ? 'overview.day' : 'overview.now')}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}
