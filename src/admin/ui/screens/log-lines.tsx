import { formatClock, formatTime } from '../i18n/format.js';
import { t } from '../i18n/i18n.js';
import type { LogLine } from './use-task-log.js';

interface LogLinesProps {
  lines: readonly LogLine[];
  /** Marked where it occurs. */
  text: string;
  /** `n` of the line that the search stands at. */
  current: number | undefined;
}

export function LogLines({ lines, text, current }: LogLinesProps) {
  return (
    <>
      {lines.map((line) => (
        <Line key={line.n} line={line} text={text} current={line.n === current} />
      ))}
    </>
  );
}

function Line({ line, text, current }: { line: LogLine; text: string; current: boolean }) {
  const { timestamp, level, message } = line;
  const { facts, stack } = readable(line);
  const more = Object.keys(facts).length > 0 ? JSON.stringify(facts) : undefined;
  return (
    <div class={`log-line log-${level}${current ? ' log-current' : ''}`}>
      <time class="num" dateTime={timestamp} title={formatTime(timestamp)}>
        {formatClock(timestamp)}
      </time>
      <span class="log-level">{t(`task.log.${level}`)}</span>
      <span class="log-text">
        <Marked text={withoutColours(message)} find={text} />
        {more ? (
          <span class="log-context">
            {' '}
            <Marked text={more} find={text} />
          </span>
        ) : null}
        {stack === undefined ? null : (
          <details class="log-stack" open={text !== '' && stack.toLowerCase().includes(text.toLowerCase())}>
            <summary>{t('task.error.stack')}</summary>
            <span class="log-frames">
              <Marked text={stack} find={text} />
            </span>
          </details>
        )}
      </span>
    </div>
  );
}

/** An error's stack is folded away, and its message is not told twice. */
function readable({ message, context = {} }: LogLine): { facts: object; stack: string | undefined } {
  const { error, ...others } = context;
  if (typeof error !== 'object' || error === null || !('stack' in error) || typeof error.stack !== 'string')
    return { facts: context, stack: undefined };
  const { stack, ...rest } = error as { stack: string; message?: unknown };
  if (typeof rest.message === 'string' && message.includes(rest.message)) delete rest.message;
  return { facts: { ...others, error: rest }, stack };
}

const ESCAPE = String.fromCodePoint(27);

/** Terminal colours say nothing here. */
function withoutColours(message: string): string {
  const [first = '', ...others] = message.split(`${ESCAPE}[`);
  return first + others.map((part) => part.replace(/^[\d;]*m/, '')).join('');
}

function Marked({ text, find }: { text: string; find: string }) {
  if (find === '') return <>{text}</>;
  const parts: string[] = [];
  const lower = text.toLowerCase();
  const wanted = find.toLowerCase();
  let from = 0;
  for (let at = lower.indexOf(wanted); at !== -1; at = lower.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), text.slice(at, at + wanted.length));
    from = at + wanted.length;
  }
  parts.push(text.slice(from));
  return <>{parts.map((part, index) => (index % 2 === 1 ? <mark key={index}>{part}</mark> : part))}</>;
}
