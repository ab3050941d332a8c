import { Boxes, Gauge, ListChecks, Server } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import type { SessionInfo } from '../api.js';
import favicon from './favicon.svg';
import { config, href } from './config.js';
import { t } from './i18n/i18n.js';
import { helpOpen, shortcutsOn, startShortcuts } from './keyboard/shortcuts.js';
import { ShortcutsHelp } from './keyboard/shortcuts-help.js';
import { away } from './live/stream.js';
import { useLive } from './live/use-live.js';
import { LiveMark } from './parts/live-mark.js';
import { Icon } from './parts/icon.js';
import { ProblemNote, Skeleton } from './parts/states.js';
import { PreferencesButton } from './preferences-button.js';
import { ScopePicker } from './parts/scope-picker.js';
import { useResource } from './server/use-resource.js';
import { session } from './session.js';

const PLACES = [
  { path: '', title: 'overview.title', icon: Gauge },
  { path: 'tasks', title: 'tasks.title', icon: ListChecks },
  { path: 'workers', title: 'workers.title', icon: Boxes },
  { path: 'system', title: 'system.title', icon: Server },
] as const;

/** What stands around every screen: navigation, scope, live mark and preferences. */
export function Shell({ children }: { children: ComponentChildren }) {
  const who = useResource<SessionInfo>('');
  const { route } = useLocation();
  useEffect(() => startShortcuts((place) => route(href(place))), []);
  // Keeps one stream open on every screen, so that the live mark tells the truth.
  useLive(['workers'], {});
  useEffect(() => {
    if (who.data) session.value = who.data;
  }, [who.data]);
  return (
    <div class="shell">
      <a class="skip" href="#content" onClick={skip}>
        {t('app.skip')}
      </a>
      <header class="top">
        <a class="brand" href={href('')}>
          <img src={favicon} alt="" width={24} height={24} />
          <span>sTask</span>
        </a>
        <ScopePicker />
        <Navigation />
        <div class="top-end">
          <LiveMark />
          <PreferencesButton />
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {away.value && session.value ? (
          <div class="note note-warn">
            <strong>{t(`away.${away.value}`)}</strong>
            <span>{t('away.text')}</span>
          </div>
        ) : null}
        {session.value ? (
          children
        ) : who.problem ? (
          <ProblemNote problem={who.problem} onRetry={who.reload} />
        ) : (
          <Skeleton lines={8} />
        )}
      </main>
      <footer class="foot muted">
        {shortcutsOn.value ? (
          <button type="button" class="text-button" onClick={() => (helpOpen.value = true)}>
            {t('shortcuts.title')} <kbd>?</kbd>
          </button>
        ) : null}
        <span>sTask {session.value?.version ?? config.version}</span>
      </footer>
      <ShortcutsHelp />
    </div>
  );
}

/** By hand, because `<base href>` would make `#content` another page. */
function skip(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

function Navigation() {
  const { path } = useLocation();
  return (
    <nav class="places" aria-label={t('app.nav')}>
      {PLACES.map((place) => {
        const here =
          place.path === '' ? path === (href('').replace(/\/+$/, '') || '/') : path.startsWith(href(place.path));
        return (
          <a key={place.path} href={href(place.path)} aria-current={here ? 'page' : undefined}>
            <Icon of={place.icon} size={18} />
            <span>{t(place.title)}</span>
          </a>
        );
      })}
    </nav>
  );
}
