import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

let firstPage = true;

interface PageProps {
  title: string;
  /** Beside the title: status, actions. */
  lead?: ComponentChildren;
  actions?: ComponentChildren;
  icon?: ComponentChildren;
  children: ComponentChildren;
}

/** One screen: names the document and takes the focus to its heading after a navigation. */
export function Page({ title, lead, actions, icon, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · sTask`;
  }, [title]);
  useEffect(() => {
    if (!firstPage) heading.current?.focus({ preventScroll: true });
    firstPage = false;
  }, []);
  return (
    <>
      <header class="page-head">
        <div class="page-title">
          {icon}
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead}
        </div>
        {actions ? <div class="page-actions">{actions}</div> : null}
      </header>
      {children}
    </>
  );
}

export function Card({
  title,
  aside,
  flush,
  children,
}: {
  title?: string;
  aside?: ComponentChildren;
  flush?: boolean;
  children: ComponentChildren;
}) {
  return (
    <section class={flush ? 'card card-flush' : 'card'}>
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
