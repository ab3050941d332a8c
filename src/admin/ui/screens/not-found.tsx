import { MapPinOff } from 'lucide';
import { href } from '../config.js';
import { t } from '../i18n/i18n.js';
import { Page } from '../parts/page.js';
import { Empty } from '../parts/states.js';

export function NotFoundScreen() {
  return (
    <Page title={t('notfound.title')}>
      <Empty icon={MapPinOff} title={t('notfound.text')}>
        <a href={href('')}>{t('overview.title')}</a>
      </Empty>
    </Page>
  );
}
