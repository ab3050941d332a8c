import type { WorkerDetail } from '../../api.js';
import { t } from '../i18n/i18n.js';
import { JsonView } from '../parts/json-view.js';
import { Moment } from '../parts/time.js';

export function WorkerAbout({ worker }: { worker: WorkerDetail }) {
  const action = worker.actions[0]?.name ?? 'make';
  return (
    <>
      <dl class="facts facts-wide">
        <dt>{t('worker.about.identifier')}</dt>
        <dd>
          <code>{worker.identifier}</code>
        </dd>
        <dt>{t('worker.about.scope')}</dt>
        <dd>{worker.scope || t('workers.noscope')}</dd>
        <dt>{t('worker.about.package')}</dt>
        <dd class="break">
          {worker.package}@{worker.version}
          {worker.direct ? '' : ` (${t('workers.transitive')})`}
        </dd>
        <dt>{t('worker.about.class')}</dt>
        <dd class="break">
          <code>{worker.class}</code>
        </dd>
        <dt>{t('worker.about.registered')}</dt>
        <dd>
          <Moment at={worker.createdAt} />
        </dd>
        <dt>{t('worker.about.updated')}</dt>
        <dd>
          <Moment at={worker.updatedAt} />
        </dd>
      </dl>
      <h3>{t('worker.about.terminal')}</h3>
      <JsonView name={t('worker.about.terminal')} value={`stask run ${worker.identifier} ${action} --data '{}'`} />
      <h3>{t('worker.about.code')}</h3>
      <JsonView
        name={t('worker.about.code')}
        value={`await stask.create({ identifier: '${worker.identifier}', action: '${action}', data: {} });`}
      />
    </>
  );
}
