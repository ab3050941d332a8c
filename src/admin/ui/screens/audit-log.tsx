import { ScrollText } from 'lucide';
import { useState } from 'preact/hooks';
import type { AuditPage } from '../../api.js';
import { formatTime } from '../i18n/format.js';
import { t } from '../i18n/i18n.js';
import { Button } from '../parts/button.js';
import { Card } from '../parts/page.js';
import { withQuery } from '../parts/query.js';
import { Empty, Loaded } from '../parts/states.js';
import { Table } from '../parts/table.js';
import { get } from '../server/request.js';
import { attempt } from '../parts/task-actions.js';
import { useResource } from '../server/use-resource.js';

type Entry = AuditPage['items'][number];
const PAGE_ROWS = 25;

/** Who changed what through the page or its API, newest first. */
export function AuditLog() {
  const first = useResource<AuditPage>(withQuery('audit', { limit: PAGE_ROWS }));
  const [older, setOlder] = useState<readonly AuditPage[]>([]);
  const last = older.at(-1) ?? first.data;
  const more = async (): Promise<void> => {
    const page = await attempt(() =>
      get<AuditPage>(withQuery('audit', { limit: PAGE_ROWS, cursor: last?.nextCursor })),
    );
    if (page) setOlder([...older, page]);
  };
  return (
    <Card title={t('system.audit')} flush={(first.data?.items.length ?? 0) > 0}>
      <Loaded of={first}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty small icon={ScrollText} title={t('system.audit.none')} text={t('system.audit.none.text')} />
          ) : (
            <>
              <AuditTable entries={[page, ...older].flatMap(({ items }) => items)} />
              {last?.nextCursor ? (
                <p class="more">
                  <Button small onClick={() => void more()}>
                    {t('common.more')}
                  </Button>
                </p>
              ) : null}
            </>
          )
        }
      </Loaded>
    </Card>
  );
}

function AuditTable({ entries }: { entries: readonly Entry[] }) {
  return (
    <Table
      name={t('system.audit')}
      rows={entries}
      keyOf={({ id }) => id}
      columns={[
        { key: 'when', head: t('system.audit.when'), cell: ({ at }) => <time dateTime={at}>{formatTime(at)}</time> },
        { key: 'who', head: t('system.audit.who'), label: t('system.audit.who'), cell: ({ user }) => user },
        {
          key: 'what',
          head: t('system.audit.what'),
          label: t('system.audit.what'),
          cell: ({ action }) => <code>{action}</code>,
        },
        {
          key: 'target',
          head: t('system.audit.target'),
          label: t('system.audit.target'),
          cell: ({ target }) => <span class="break">{target}</span>,
        },
        {
          key: 'detail',
          head: t('system.audit.detail'),
          cell: ({ detail }) =>
            Object.keys(detail).length === 0 ? (
              <span class="muted">—</span>
            ) : (
              <code class="break">{JSON.stringify(detail)}</code>
            ),
        },
        {
          key: 'origin',
          head: t('system.audit.origin'),
          label: t('system.audit.origin'),
          cell: ({ origin }) => <span class="muted">{origin}</span>,
        },
      ]}
    />
  );
}
