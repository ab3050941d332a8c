import { HeartOff, HeartPulse, ServerOff } from 'lucide';
import type { SystemInfo } from '../../api.js';
import { formatBytes } from '../i18n/format.js';
import { t } from '../i18n/i18n.js';
import { Icon } from '../parts/icon.js';
import { JsonView } from '../parts/json-view.js';
import { Card, Page } from '../parts/page.js';
import { Empty, Loaded } from '../parts/states.js';
import { Table } from '../parts/table.js';
import { Ago } from '../parts/time.js';
import { useResource } from '../server/use-resource.js';
import { AuditLog } from './audit-log.js';

export function SystemScreen() {
  const system = useResource<SystemInfo>('system');
  return (
    <Page title={t('system.title')}>
      <Loaded of={system} lines={10}>
        {(info) => (
          <>
            <Runners runners={info.runners} />
            <div class="thirds">
              <Database database={info.database} />
              <Storage storage={info.storage} />
              <Card title={t('system.versions')}>
                <dl class="facts">
                  <dt>sTask</dt>
                  <dd>{info.versions.stask}</dd>
                  <dt>Node.js</dt>
                  <dd>{info.versions.node}</dd>
                  <dt>TypeORM</dt>
                  <dd>{info.versions.typeorm}</dd>
                </dl>
              </Card>
            </div>
            <AuditLog />
            <Card>
              <details>
                <summary>
                  <h2>{t('system.configuration')}</h2>
                </summary>
                <JsonView value={info.configuration} name={t('system.configuration')} />
              </details>
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Runners({ runners }: { runners: SystemInfo['runners'] }) {
  return (
    <Card title={t('system.runners')} flush={runners.length > 0}>
      {runners.length === 0 ? (
        <Empty small icon={ServerOff} title={t('system.runners.none')} text={t('system.runners.none.text')} />
      ) : (
        <Table
          name={t('system.runners')}
          rows={runners}
          keyOf={({ id }) => id}
          columns={[
            {
              key: 'state',
              head: t('column.status'),
              cell: ({ alive }) => (
                <span class={alive ? 'pill pill-completed' : 'pill pill-failed'}>
                  <Icon of={alive ? HeartPulse : HeartOff} size={14} />
                  {t(alive ? 'system.runner.alive' : 'system.runner.gone')}
                </span>
              ),
            },
            {
              key: 'runner',
              head: t('system.runner'),
              cell: ({ host, pid, id }) => (
                <span class="task-link">
                  <strong>
                    {host} · {pid}
                  </strong>
                  <span class="muted code break">{id}</span>
                </span>
              ),
            },
            {
              key: 'load',
              head: t('system.runner.load'),
              label: t('system.runner.load'),
              cell: ({ running, concurrency }) => (
                <span class="num">{t('system.runner.load.of', { running, concurrency })}</span>
              ),
            },
            {
              key: 'heartbeat',
              head: t('system.runner.heartbeat'),
              label: t('system.runner.heartbeat'),
              cell: ({ heartbeatAt }) => <Ago at={heartbeatAt} />,
            },
            {
              key: 'since',
              head: t('system.runner.since'),
              label: t('system.runner.since'),
              cell: ({ startedAt }) => <Ago at={startedAt} />,
            },
            {
              key: 'version',
              head: 'Node.js',
              label: 'Node.js',
              cell: ({ version }) => version,
            },
          ]}
        />
      )}
    </Card>
  );
}

function Database({ database }: { database: SystemInfo['database'] }) {
  return (
    <Card title={t('system.database')}>
      <dl class="facts">
        <dt>{t('system.database.kind')}</dt>
        <dd>{database.kind}</dd>
        <dt>{t('system.database.version')}</dt>
        <dd class="break">{database.version}</dd>
        <dt>{t('system.database.migrated')}</dt>
        <dd>{t(database.migrated ? 'system.database.migrated.yes' : 'system.database.migrated.no')}</dd>
      </dl>
    </Card>
  );
}

function Storage({ storage }: { storage: SystemInfo['storage'] }) {
  return (
    <Card title={t('system.storage')}>
      <dl class="facts">
        <dt>{t('system.storage.path')}</dt>
        <dd class="break">
          <code>{storage.path}</code>
        </dd>
        <dt>{t('system.storage.writable')}</dt>
        <dd>{t(storage.writable ? 'common.yes' : 'common.no')}</dd>
        <dt>{t('system.storage.free')}</dt>
        <dd>{storage.freeBytes === null ? t('common.unknown') : formatBytes(storage.freeBytes)}</dd>
      </dl>
    </Card>
  );
}
