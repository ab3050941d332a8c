import { useLocation } from 'preact-iso';
import type { ComponentChildren } from 'preact';

export interface Tab {
  readonly key: string;
  readonly title: string;
  readonly show: () => ComponentChildren;
}

/** Tabs by the arrow keys as well; the open one is kept in the address as `?tab=`. */
export function Tabs({ name, tabs }: { name: string; tabs: readonly Tab[] }) {
  const { query, path, route } = useLocation();
  const open = tabs.find(({ key }) => key === query['tab']) ?? tabs[0];
  const go = (tab: Tab | undefined, focus: boolean): void => {
    if (tab === undefined) return;
    route(`${path}?${new URLSearchParams({ ...query, tab: tab.key })}`, true);
    if (focus) document.getElementById(`tab-${tab.key}`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined || open === undefined) return;
    event.preventDefault();
    go(tabs[(tabs.indexOf(open) + step + tabs.length) % tabs.length], true);
  };
  return (
    <div class="tabs">
      <div class="tab-list" role="tablist" aria-label={name} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            id={`tab-${tab.key}`}
            aria-selected={tab === open}
            aria-controls="tab-panel"
            tabIndex={tab === open ? 0 : -1}
            onClick={() => go(tab, false)}
          >
            {tab.title}
          </button>
        ))}
      </div>
      <div id="tab-panel" class="tab-panel" role="tabpanel" aria-labelledby={`tab-${open?.key}`} tabIndex={-1}>
        {open?.show()}
      </div>
    </div>
  );
}
