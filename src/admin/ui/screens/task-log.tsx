import { ArrowUp, Download, ScrollText } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { TaskDetail } from '../../api.js';
import { apiHref } from '../config.js';
import { t } from '../i18n/i18n.js';
import { Button } from '../parts/button.js';
import { Icon } from '../parts/icon.js';
import { Empty, Skeleton } from '../parts/states.js';
import { isOver } from '../parts/task-facts.js';
import { attempt } from '../parts/task-actions.js';
import { LogFind } from './log-find.js';
import { LogLines } from './log-lines.js';
import { useLogFind } from './use-log-find.js';
import { useTaskLog } from './use-task-log.js';

const LEVELS = ['info', 'warning', 'error'] as const;
type Level = (typeof LEVELS)[number];

export function TaskLog({ task }: { task: TaskDetail }) {
  const [level, setLevel] = useState<Level>('info');
  const [text, setText] = useState('');
  const [only, setOnly] = useState(false);
  const { lines, loading, hasEarlier, loadEarlier } = useTaskLog(task, { level, text: only ? text : '' });
  const [follow, setFollow] = useState(true);
  const box = useRef<HTMLDivElement>(null);
  const find = useLogFind(lines, text);

  useEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines.at(-1)?.n, follow]);
  useEffect(() => {
    const line = box.current?.querySelector<HTMLElement>('.log-current');
    if (!box.current || !line) return;
    setFollow(false);
    box.current.scrollTop = line.offsetTop - box.current.clientHeight / 2;
  }, [find.current]);
  /** Scrolling back stops following; scrolling to the end starts it again. */
  const onScroll = (): void => {
    const { scrollTop, scrollHeight, clientHeight } = box.current ?? { scrollTop: 0, scrollHeight: 0, clientHeight: 0 };
    setFollow(scrollHeight - scrollTop - clientHeight < 24);
  };
  return (
    <div class="log">
      <div class="log-bar">
        <select
          class="choice"
          aria-label={t('task.log.level')}
          value={level}
          onChange={(event) => setLevel(event.currentTarget.value as Level)}
        >
          {LEVELS.map((name) => (
            <option key={name} value={name}>
              {t(`task.log.level.${name}`)}
            </option>
          ))}
        </select>
        <LogFind
          find={find}
          text={text}
          only={only}
          onText={(typed) => {
            setText(typed);
            if (typed === '') setOnly(false);
          }}
          onOnly={setOnly}
        />
        <span class="log-end">
          {isOver(task) ? null : (
            <label class="switch">
              <input
                type="checkbox"
                role="switch"
                checked={follow}
                onChange={(event) => setFollow(event.currentTarget.checked)}
              />
              {t('task.log.follow')}
            </label>
          )}
          <a class="button button-plain button-small" href={apiHref(`tasks/${task.id}/log.txt`)} download>
            <Icon of={Download} />
            <span>{t('task.log.download')}</span>
          </a>
        </span>
      </div>
      {loading ? (
        <Skeleton />
      ) : lines.length === 0 && !hasEarlier ? (
        <NoLines filtered={only || level !== 'info'} />
      ) : (
        <div class="log-lines" ref={box} onScroll={onScroll} tabIndex={0} role="region" aria-label={t('task.log')}>
          {hasEarlier ? (
            <p class="log-earlier">
              <Button small icon={ArrowUp} onClick={() => void attempt(loadEarlier)}>
                {t('task.log.earlier')}
              </Button>
            </p>
          ) : null}
          <LogLines lines={lines} text={text} current={find.current} />
        </div>
      )}
    </div>
  );
}

function NoLines({ filtered }: { filtered: boolean }) {
  if (filtered) return <Empty small icon={ScrollText} title={t('task.log.nolevel')} />;
  return <Empty small icon={ScrollText} title={t('task.log.none')} text={t('task.log.none.text')} />;
}
