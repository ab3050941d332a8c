import { useRoute } from 'preact-iso';
import type { WorkerDetail } from '../../api.js';
import { href } from '../config.js';
import { t } from '../i18n/i18n.js';
import { useLive, useThrottled } from '../live/use-live.js';
import { Button } from '../parts/button.js';
import { Page } from '../parts/page.js';
import { Loaded } from '../parts/states.js';
import { Tabs, type Tab } from '../parts/tabs.js';
import { tell } from '../parts/toast.js';
import { WorkerIcon } from '../parts/worker-icon.js';
import { WorkerState } from '../parts/worker-state.js';
import { request } from '../server/request.js';
import { attempt } from '../parts/task-actions.js';
import { useResource, type Resource } from '../server/use-resource.js';
import { may } from '../session.js';
import { WidgetTab } from '../widget/widget-tab.js';
import { ScheduleTab } from './schedule-tab.js';
import { WorkerAbout } from './worker-about.js';
import { WorkerRun } from './worker-run.js';
import { WorkerSettings } from './worker-settings.js';
import { WorkerTasks } from './worker-tasks.js';

export function WorkerScreen() {
  const identifier = useRoute().params['identifier'] ?? '';
  const worker = useResource<WorkerDetail>(`workers/${encodeURIComponent(identifier)}`);
  const reload = useThrottled(worker.reload, 300);
  useLive(['workers'], { worker: (event) => event.identifier === identifier && reload() });
  const { data } = worker;
  return (
    <Page
      title={data ? data.title || data.identifier : identifier}
      back={{ href: href('workers'), text: t('workers.title') }}
      icon={data ? <WorkerIcon icon={data.icon} size={24} /> : undefined}
      lead={data ? <WorkerState worker={data} /> : undefined}
      actions={data && may('workers.manage') ? <ActiveButton worker={data} of={worker} /> : undefined}
    >
      <Loaded of={worker} lines={10}>
        {(detail) => (
          <>
            {detail.description ? <p class="lead muted">{detail.description}</p> : null}
            <Trouble worker={detail} />
            <section class="card card-tabs">
              <Tabs name={t('worker.tabs')} tabs={tabsOf(detail)} />
            </section>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function tabsOf(worker: WorkerDetail): Tab[] {
  return [
    ...tab(may('tasks.run'), 'run', () => <WorkerRun worker={worker} />),
    ...tab(may('settings.read'), 'settings', () => <WorkerSettings worker={worker} />),
    ...tab(may('schedules.read') && worker.hasSchedule, 'schedule', () => <ScheduleTab worker={worker} />),
    ...tab(may('tasks.read'), 'tasks', () => <WorkerTasks worker={worker} />),
    ...tab(worker.hasWidget, 'widget', () => <WidgetTab worker={worker} />),
    ...tab(true, 'about', () => <WorkerAbout worker={worker} />),
  ];
}

function ActiveButton({ worker, of }: { worker: WorkerDetail; of: Resource<WorkerDetail> }) {
  const { active, title, identifier } = worker;
  const toggle = async (): Promise<void> => {
    const done = await attempt(() => request('PATCH', `workers/${identifier}`, { body: { active: !active } }));
    if (done) tell(t(active ? 'workers.deactivated' : 'workers.activated', { title: title || identifier }));
    of.reload();
  };
  return (
    <Button
      kind={active ? 'plain' : 'primary'}
      disabled={!active && worker.health !== 'ok'}
      onClick={() => void toggle()}
    >
      {t(active ? 'workers.deactivate' : 'workers.activate')}
    </Button>
  );
}

function Trouble({ worker: { health, healthDetail, active } }: { worker: WorkerDetail }) {
  if (health !== 'ok') {
    return (
      <div class="note note-bad">
        <strong>{t(health === 'broken' ? 'worker.broken' : 'worker.missing')}</strong>
        <span>
          {healthDetail} {t('worker.kept')}
        </span>
      </div>
    );
  }
  if (active) return null;
  return (
    <div class="note note-info">
      <strong>{t('worker.inactive')}</strong>
      <span>{t('worker.inactive.text')}</span>
    </div>
  );
}

type TabKey = 'run' | 'settings' | 'schedule' | 'tasks' | 'widget' | 'about';

function tab(shown: boolean, key: TabKey, show: Tab['show']): Tab[] {
  return shown ? [{ key, title: t(`worker.tab.${key}`), show }] : [];
}
