import { Download, ScrollText } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { TaskDetail } from '../../api.js';
import { apiHref } from '../config.js';
import { formatClock, formatTime } from '../i18n/format.js';
import { t } from '../i18n/i18n.js';
import { Icon } from '../parts/icon.js';
import { Empty, Skeleton } from '../parts/states.js';
import { useTaskLog, type LogLine } from './use-task-log.js';

const LEVELS = ['info', 'warning', 'error'] as const;
type Level = (typeof LEVELS)[number];

export function TaskLog({ task }: { task: TaskDetail }) {
  const { lines, loading } = useTaskLog(task);
  const [level, setLevel] = useState<Level>('info');
  const [follow, setFollow] = useState(true);
  const box = useRef<HTMLDivElement>(null);
  const shown = lines.filter((line) => LEVELS.indexOf(line.level) >= LEVELS.indexOf(level));

  useEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [shown.length, follow]);
  /** Scrolling back stops following; scrolling to the end starts it again. */
  const onScroll = (): void => {
    const { scrollTop, scrollHeight, clientHeight } = box.current ?? { scrollTop: 0, scrollHeight: 0, clientHeight: 0 };
    setFollow(scrollHeight - scrollTop - clientHeight < 24);
  };
  return (
    <div class="log">
      <div class="log-bar">
        <label class="choice">
          <span>{t('task.log.level')}</span>
          <select value={level} onChange={(event) => setLevel(event.currentTarget.value as Level)}>
            {LEVELS.map((name) => (
              <option key={name} value={name}>
                {t(`task.log.level.${name}`)}
              </option>
            ))}
          </select>
        </label>
        <label class="switch">
          <input
            type="checkbox"
            role="switch"
            checked={follow}
            onChange={(event) => setFollow(event.currentTarget.checked)}
          />
          {t('task.log.follow')}
        </label>
        <a class="button button-plain button-small" href={apiHref(`tasks/${task.id}/log.txt`)} download>
          <Icon of={Download} />
          <span>{t('task.log.download')}</span>
        </a>
      </div>
      {loading ? (
        <Skeleton />
      ) : shown.length === 0 ? (
        <Empty
          small
          icon={ScrollText}
          title={t('task.log.none')}
          text={lines.length === 0 ? t('task.log.none.text') : undefined}
        />
      ) : (
        <div class="log-lines" ref={box} onScroll={onScroll} tabIndex={0} role="region" aria-label={t('task.log')}>
          {shown.map((line) => (
            <Line key={line.n} line={line} />
          ))}
        </div>
      )}
    </div>
  );
}

function Line({ line: { timestamp, level, message, context } }: { line: LogLine }) {
  const more = context && Object.keys(context).length > 0 ? JSON.stringify(context) : undefined;
  return (
    <div class={`log-line log-${level}`}>
      <time class="num" dateTime={timestamp} title={formatTime(timestamp)}>
        {formatClock(timestamp)}
      </time>
      <span class="log-level">{t(`task.log.${level}`)}</span>
      <span class="log-text">
        {message}
        {more ? <span class="log-context">{more}</span> : null}
      </span>
    </div>
  );
}
