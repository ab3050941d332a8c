import { PackageCheck, Search } from 'lucide';
import { useState } from 'preact/hooks';
import type { DiscoveryResult } from '../../api.js';
import { isMessageKey, t } from '../i18n/i18n.js';
import { Button } from '../parts/button.js';
import { Card } from '../parts/page.js';
import { Empty, Loaded } from '../parts/states.js';
import { Table } from '../parts/table.js';
import { get } from '../server/request.js';
import { attempt } from '../parts/task-actions.js';
import type { Resource } from '../server/use-resource.js';

/** `GET /why?package=NAME` */
interface Explanation {
  package: string;
  taken: boolean;
  reason: string | null;
  detail: string | null;
  steps: Array<{ check: string; ok: boolean; detail: string }>;
}

export const REPORT_ID = 'discovery-report';

/** Why what is installed was not taken, as the last scan found it. */
export function DiscoveryReport({ report }: { report: Resource<DiscoveryResult | null> }) {
  return (
    <Card id={REPORT_ID} title={t('report.title')} aside={<span class="muted">{t('report.intro')}</span>}>
      <Loaded of={report}>
        {(data) => {
          const { skipped = [], notices = [] } = data ?? {};
          return (
            <>
              {skipped.length === 0 ? (
                <Empty small icon={PackageCheck} title={t('report.none')} text={t('report.none.text')} />
              ) : (
                <Table
                  name={t('report.title')}
                  rows={skipped.map((entry, index) => ({ ...entry, index }))}
                  keyOf={({ index }) => index}
                  columns={[
                    {
                      key: 'package',
                      head: t('report.package'),
                      cell: (row) => <strong class="break">{row.package}</strong>,
                    },
                    {
                      key: 'reason',
                      head: t('report.reason'),
                      cell: (row) => <span class="pill pill-broken">{reasonText(row.reason)}</span>,
                    },
                    { key: 'detail', head: t('report.detail'), cell: (row) => <span class="break">{row.detail}</span> },
                  ]}
                />
              )}
              {notices.length > 0 ? (
                <>
                  <h3>{t('report.notices')}</h3>
                  <ul class="plain-list">
                    {notices.map((notice, index) => (
                      <li key={index}>
                        <strong>{notice.package}</strong> <span class="muted">{notice.detail}</span>
                      </li>
                    ))}
                  </ul>
                </>
              ) : null}
            </>
          );
        }}
      </Loaded>
      <Why />
    </Card>
  );
}

function Why() {
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Explanation>();
  const ask = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setAnswer(await attempt(() => get<Explanation>(`why?package=${encodeURIComponent(name.trim())}`)));
    setBusy(false);
  };
  return (
    <div class="why">
      <form class="why-form" onSubmit={(event) => void ask(event)}>
        <label class="field">
          <span>{t('report.why')}</span>
          <input
            required
            value={name}
            placeholder={t('report.why.hint')}
            maxLength={214}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <Button type="submit" icon={Search} busy={busy}>
          {t('report.why.button')}
        </Button>
      </form>
      {answer ? (
        <div class="why-answer">
          <p>
            <strong>
              {answer.taken
                ? t('report.why.taken')
                : t('report.why.nottaken', { reason: reasonText(answer.reason ?? '') })}
            </strong>
          </p>
          {answer.detail ? <p class="muted break">{answer.detail}</p> : null}
          <ol class="plain-list">
            {answer.steps.map((step, index) => (
              <li key={index} class={step.ok ? 'step-ok' : 'step-bad'}>
                <span aria-hidden="true">{step.ok ? '✓' : '✗'}</span> <strong>{step.check}</strong>{' '}
                <span class="muted break">{step.detail}</span>
              </li>
            ))}
          </ol>
        </div>
      ) : null}
    </div>
  );
}

function reasonText(reason: string): string {
  const key = `reason.${reason}`;
  return isMessageKey(key) ? t(key) : reason;
}
