import type { ComponentChildren } from 'preact';
import type { WidgetGroup, WidgetPart, WidgetText } from '../../../worker/widget.js';
import { Bars } from './bars.js';
import { ActionPart } from './action-button.js';
import { List } from './list.js';
import { Stat, Progress } from './figures.js';
import { WidgetTable } from './widget-table.js';

/** The grid of some parts, `level` of their headings; their places are their identity, as they have no names. */
export function WidgetParts({ parts, level = 2 }: { parts: readonly WidgetPart[]; level?: number }) {
  return (
    <div class="widget">
      {parts.map((part, index) => (
        <section key={`${index}.${part.kind}`} class={`widget-part widget-${part.kind}`}>
          <Part part={part} level={level} />
        </section>
      ))}
    </div>
  );
}

function Part({ part, level }: { part: WidgetPart; level: number }) {
  switch (part.kind) {
    case 'stat':
      return <Stat stat={part} />;
    case 'progress':
      return <Progress progress={part} />;
    case 'action':
      return <ActionPart action={part} />;
    case 'group':
      return <Group group={part} level={level} />;
    default:
      return (
        <>
          <Heading level={level}>{part.title}</Heading>
          <Titled part={part} />
        </>
      );
  }
}

function Titled({ part }: { part: Exclude<WidgetPart, { kind: 'stat' | 'progress' | 'action' | 'group' }> }) {
  switch (part.kind) {
    case 'bars':
      return <Bars bars={part} />;
    case 'list':
      return <List list={part} />;
    case 'table':
      return <WidgetTable table={part} />;
    default:
      return <Paragraphs text={part} />;
  }
}

function Group({ group: { title, parts }, level }: { group: WidgetGroup; level: number }) {
  return (
    <>
      <Heading level={level}>{title}</Heading>
      <WidgetParts parts={parts} level={title ? level + 1 : level} />
    </>
  );
}

function Paragraphs({ text: { text, tone } }: { text: WidgetText }) {
  const paragraphs = text.split(/\n\s*\n/).filter((one) => one.trim() !== '');
  return (
    <div class={tone ? `widget-prose widget-prose-${tone}` : 'widget-prose'}>
      {paragraphs.map((one, index) => (
        <p key={index}>{one}</p>
      ))}
    </div>
  );
}

function Heading({ level, children }: { level: number; children: ComponentChildren }) {
  if (!children) return null;
  if (level === 2) return <h2>{children}</h2>;
  return level === 3 ? <h3>{children}</h3> : <h4>{children}</h4>;
}
