import { Settings2 } from 'lucide';
import { useState } from 'preact/hooks';
import { chooseLanguage, language, LANGUAGES, t, type Language } from './i18n/i18n.js';
import { chooseTheme, theme, type Theme } from './preferences.js';
import { ShortcutsSwitch } from './keyboard/shortcuts-help.js';
import { session } from './session.js';
import { IconButton } from './parts/button.js';
import { Dialog } from './parts/dialog.js';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

export function PreferencesButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton icon={Settings2} name={t('app.preferences')} onClick={() => setOpen(true)} />
      {open ? <Preferences onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Preferences({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t('app.preferences')} onClose={onClose}>
      <fieldset class="choices">
        <legend>{t('app.theme')}</legend>
        {THEMES.map((name) => (
          <label key={name}>
            <input type="radio" name="theme" checked={theme.value === name} onChange={() => chooseTheme(name)} />
            {t(`app.theme.${name}`)}
          </label>
        ))}
      </fieldset>
      <label class="field">
        <span>{t('app.language')}</span>
        <select value={language.value} onChange={(event) => void chooseLanguage(event.currentTarget.value as Language)}>
          {LANGUAGES.map(({ code, name }) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <p>
        <ShortcutsSwitch />
      </p>
      {session.value ? <p class="muted">{t('app.user', { name: session.value.user.name })}</p> : null}
    </Dialog>
  );
}
