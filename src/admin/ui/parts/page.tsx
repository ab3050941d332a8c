import { ChevronLeft } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icon.js';

/** The address of the document until its first screen stands: that one leaves the focus at the start of the page. */
let openedAt: string | undefined = location.pathname;

interface PageProps {
  title: string;
  /** The list that this page is one of. */
  back?: { href: string; text: string };
  /** Beside the title: status, actions. */
  lead?: ComponentChildren;
  actions?: ComponentChildren;
  icon?: ComponentChildren;
  /** Below the title, in one line. */
  below?: ComponentChildren;
  children: ComponentChildren;
}

/** One screen: names the document and takes the focus to its heading after a navigation, unless a field of it has it. */
export function Page({ title, back, lead, actions, icon, below, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · sTask`;
  }, [title]);
  useEffect(() => {
    const isTaken = document.activeElement?.closest('main *') ?? null;
    if (location.pathname !== openedAt && isTaken === null) heading.current?.focus({ preventScroll: true });
    openedAt = undefined;
  }, []);
  return (
    <>
      <header class="page-head">
        <div class="page-names">
          {back ? (
            <a class="back" href={back.href}>
              <Icon of={ChevronLeft} size={14} />
              {back.text}
            </a>
          ) : null}
          <div class="page-title">
            {icon}
            <h1 ref={heading} tabIndex={-1}>
              {title}
            </h1>
            {lead}
          </div>
          {below ? <p class="page-below muted">{below}</p> : null}
        </div>
        {actions ? <div class="page-actions">{actions}</div> : null}
      </header>
      {children}
    </>
  );
}

export function Card({
  id,
  title,
  aside,
  flush,
  children,
}: {
  /** Where links within the page lead; takes the focus then. */
  id?: string;
  title?: string;
  aside?: ComponentChildren;
  flush?: boolean;
  children: ComponentChildren;
}) {
  return (
    <section id={id} tabIndex={id === undefined ? undefined : -1} class={flush ? 'card card-flush' : 'card'}>
      {title ? (
        <header class="card-head">
          <h2>{title}</h2>
          {aside}
        </header>
      ) : null}
      {children}
    </section>
  );
}
