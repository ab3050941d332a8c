import { t } from '../i18n/i18n.js';
import { chooseScope, scope } from '../preferences.js';
import { session } from '../session.js';

/** Narrows every screen to one scope; not there when there is nothing to choose. */
export function ScopePicker() {
  const scopes = session.value?.scopes ?? [];
  if (scopes.length < 2) return null;
  return (
    <select
      class="scope"
      aria-label={t('app.scope')}
      value={scope.value}
      onChange={(event) => chooseScope(event.currentTarget.value)}
    >
      <option value="">{t('app.scope.all')}</option>
      {scopes.map((name) => (
        <option key={name} value={name}>
          {name || t('workers.noscope')}
        </option>
      ))}
    </select>
  );
}
