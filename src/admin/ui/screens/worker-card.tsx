import { Eye, EyeOff, Play } from 'lucide';
import { useLocation } from 'preact-iso';
import type { WorkerPatch } from '../../api-requests.js';
import type { WorkerSummary } from '../../api.js';
import { href } from '../config.js';
import { formatPercent } from '../i18n/format.js';
import { t, type MessageKey } from '../i18n/i18n.js';
import { newKey } from '../new-key.js';
import { Button, IconButton } from '../parts/button.js';
import { StatusPill } from '../parts/status.js';
import { Ago } from '../parts/time.js';
import { tell } from '../parts/toast.js';
import { WorkerIcon } from '../parts/worker-icon.js';
import { WorkerState } from '../parts/worker-state.js';
import { request } from '../server/request.js';
import { attempt, createTask } from '../parts/task-actions.js';
import { may } from '../session.js';

interface WorkerCardProps {
  worker: WorkerSummary;
  onChange: () => void;
}

export function WorkerCard({ worker, onChange }: WorkerCardProps) {
  const { identifier, description, icon, hidden, health, healthDetail } = worker;
  const name = worker.title || identifier;
  const change = async (patch: WorkerPatch, told: MessageKey): Promise<void> => {
    const done = await attempt(() => request('PATCH', `workers/${identifier}`, { body: patch }));
    if (done) tell(t(told, { title: name }));
    onChange();
  };
  return (
    <article class={worker.active ? 'worker' : 'worker worker-off'}>
      <WorkerIcon icon={icon} size={22} />
      <div class="worker-main">
        <div class="worker-name">
          <a href={href(`workers/${identifier}`)}>{name}</a>
          <WorkerState worker={worker} />
        </div>
        {description ? <p class="muted">{description}</p> : null}
        {health === 'ok' || !healthDetail ? null : <p class="worker-trouble">{healthDetail}</p>}
        <p class="worker-package muted">
          <code>{identifier}</code> {worker.package}@{worker.version}
          {worker.direct ? null : ` · ${t('workers.transitive')}`}
        </p>
      </div>
      <dl class="worker-facts">
        <div>
          <dt>{t('workers.lastrun')}</dt>
          <dd>
            {worker.lastRun ? (
              <a class="last-run" href={href(`tasks/${worker.lastRun.taskId}`)}>
                <StatusPill word={worker.lastRun.statusText} /> <Ago at={worker.lastRun.at} />
              </a>
            ) : (
              <span class="muted">{t('workers.never')}</span>
            )}
          </dd>
        </div>
        <div>
          <dt>{t('workers.failures')}</dt>
          <dd class={worker.failureRate ? 'num some-failed' : 'num'}>
            {worker.failureRate === null ? <span class="muted">—</span> : formatPercent(worker.failureRate)}
          </dd>
        </div>
        <div>
          <dt>{t('workers.nextrun')}</dt>
          <dd>
            <Ago at={worker.nextRun} />
          </dd>
        </div>
      </dl>
      {may('workers.manage') ? (
        <span class="worker-manage">
          <Button
            small
            name={t(worker.active ? 'workers.deactivate.of' : 'workers.activate.of', { title: name })}
            kind={worker.active || health !== 'ok' ? 'plain' : 'primary'}
            disabled={!worker.active && health !== 'ok'}
            onClick={() =>
              void change({ active: !worker.active }, worker.active ? 'workers.deactivated' : 'workers.activated')
            }
          >
            {t(worker.active ? 'workers.deactivate' : 'workers.activate')}
          </Button>
          <IconButton
            icon={hidden ? Eye : EyeOff}
            name={t(hidden ? 'workers.unhide.of' : 'workers.hide.of', { title: name })}
            onClick={() => void change({ hidden: !hidden }, hidden ? 'workers.unhidden' : 'workers.hidden')}
          />
        </span>
      ) : null}
      <RunButtons worker={worker} onChange={onChange} />
    </article>
  );
}

/** An action without options runs at once; one with options opens its form. */
function RunButtons({ worker, onChange }: { worker: WorkerSummary; onChange: () => void }) {
  const { route } = useLocation();
  const { identifier, title } = worker;
  if (!may('tasks.run') || !worker.active || worker.health !== 'ok' || worker.actions.length === 0) return null;
  const run = async (name: string): Promise<void> => {
    await attempt(() => createTask(`workers/${identifier}/actions/${name}/tasks`, { data: {} }, newKey()));
    onChange();
  };
  return (
    <span class="worker-run">
      {worker.actions.map((action) => (
        <Button
          key={action.name}
          small
          icon={Play}
          name={t('workers.run.of', { action: action.title || action.name, title })}
          onClick={() =>
            action.hasOptions ? route(href(`workers/${identifier}?action=${action.name}`)) : void run(action.name)
          }
        >
          {`${action.title || action.name}${action.hasOptions ? '…' : ''}`}
        </Button>
      ))}
    </span>
  );
}
