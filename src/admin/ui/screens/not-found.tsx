import { MapPinOff } from 'lucide';
import { t } from '../i18n/i18n.js';
import { Page } from '../parts/page.js';
import { Empty } from '../parts/states.js';

export function NotFoundScreen() {
  return (
    <Page title={t('notfound.title')}>
      <Empty icon={MapPinOff} title={t('notfound.title')} text={t('notfound.text')} />
    </Page>
  );
}
