import { useLocation } from 'preact-iso';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export interface Tab {
  readonly key: string;
  readonly title: string;
  readonly show: () => ComponentChildren;
}

interface TabsProps {
  name: string;
  tabs: readonly Tab[];
  /** Open while the address names none; the first tab otherwise. */
  first?: string;
}

/** Tabs by the arrow keys as well; the open one is kept in the address as `?tab=`. */
export function Tabs({ name, tabs, first }: TabsProps) {
  const { query, path, route } = useLocation();
  const list = useRef<HTMLDivElement>(null);
  const open = tabs.find(({ key }) => key === (query['tab'] ?? first)) ?? tabs[0];
  useEffect(() => {
    const tab = document.getElementById(`tab-${open?.key}`);
    if (tab && list.current)
      list.current.scrollLeft = tab.offsetLeft - (list.current.clientWidth - tab.clientWidth) / 2;
  }, [open?.key]);
  const go = (tab: Tab | undefined, focus: boolean): void => {
    if (tab === undefined) return;
    route(`${path}?${new URLSearchParams({ ...query, tab: tab.key })}`, focus);
    if (focus) document.getElementById(`tab-${tab.key}`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const here = open === undefined ? 0 : tabs.indexOf(open);
    const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    go(tabs.at(to % tabs.length), true);
  };
  return (
    <div class="tabs">
      <div class="tab-list" ref={list} role="tablist" aria-label={name} onKeyDown={onKeyDown}>
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
