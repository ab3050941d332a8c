import type { ComponentChildren } from 'preact';
import { t, type MessageKey } from '../i18n/i18n.js';
import { Dialog } from '../parts/dialog.js';
import { helpOpen, shortcutsOn, switchShortcuts } from './shortcuts.js';

const SHORTCUTS: ReadonlyArray<{ keys: readonly string[]; text: MessageKey; inTurn?: boolean }> = [
  { keys: ['/'], text: 'shortcuts.search' },
  { keys: ['j', 'k'], text: 'shortcuts.move' },
  { keys: ['Enter'], text: 'shortcuts.open' },
  { keys: ['x'], text: 'shortcuts.select' },
  { keys: ['g', 'o'], text: 'overview.title', inTurn: true },
  { keys: ['g', 't'], text: 'tasks.title', inTurn: true },
  { keys: ['g', 'w'], text: 'workers.title', inTurn: true },
  { keys: ['g', 's'], text: 'system.title', inTurn: true },
  { keys: ['Esc'], text: 'shortcuts.close' },
  { keys: ['?'], text: 'shortcuts.help' },
];

export function ShortcutsHelp() {
  if (!helpOpen.value) return null;
  return (
    <Dialog title={t('shortcuts.title')} onClose={() => (helpOpen.value = false)}>
      <dl class="shortcuts">
        {SHORTCUTS.map(({ keys, text, inTurn }) => (
          <div key={text}>
            <dt>
              {keys.map((key, index) => (
                <Key key={key} before={index > 0 ? (inTurn ? t('shortcuts.then') : '/') : undefined}>
                  {key}
                </Key>
              ))}
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
      <ShortcutsSwitch />
    </Dialog>
  );
}

function Key({ before, children }: { before: string | undefined; children: ComponentChildren }) {
  return (
    <>
      {before ? <span class="muted"> {before} </span> : null}
      <kbd>{children}</kbd>
    </>
  );
}

export function ShortcutsSwitch() {
  return (
    <label class="switch">
      <input
        type="checkbox"
        role="switch"
        checked={shortcutsOn.value}
        onChange={(event) => switchShortcuts(event.currentTarget.checked)}
      />
      {t('shortcuts.on')}
    </label>
  );
}
