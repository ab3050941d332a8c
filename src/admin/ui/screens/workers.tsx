import { ArrowDownUp, Brush, PackageSearch, PackageX, Puzzle, RefreshCw, ScanSearch, SearchX } from 'lucide';
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import type { DiscoveryResult, WorkerSummary } from '../../api.js';
import { t } from '../i18n/i18n.js';
import { useLive, useThrottled } from '../live/use-live.js';
import { Button } from '../parts/button.js';
import { Page } from '../parts/page.js';
import { withQuery } from '../parts/query.js';
import { Empty, Loaded } from '../parts/states.js';
import { scope } from '../preferences.js';
import { useResource } from '../server/use-resource.js';
import { may } from '../session.js';
import { DiscoveryDialog, type ScanKind } from './discovery-dialog.js';
import { DiscoveryReport, REPORT_ID } from './discovery-report.js';
import { WorkerGroup } from './worker-group.js';
import { WorkerFilters, workersThatMatch, type WorkerQuery } from './workers-filters.js';

export function WorkersScreen() {
  const { query: params, path, route } = useLocation();
  const query: WorkerQuery = { q: params['q'] ?? '', state: params['state'] ?? '' };
  const workers = useResource<WorkerSummary[]>('workers');
  const reload = useThrottled(workers.reload, 500);
  useLive(['workers', 'tasks'], { worker: reload, task: ({ statusText }) => statusText !== 'running' && reload() });
  const [scan, setScan] = useState<ScanKind>();
  const [reordering, setReordering] = useState(false);
  const manage = may('workers.manage');
  const report = useResource<DiscoveryResult | null>('discovery');
  const notTaken = new Set(report.data?.skipped.map((entry) => entry.package)).size;
  return (
    <Page
      title={t('workers.title')}
      actions={
        manage ? (
          <>
            <Button icon={ScanSearch} kind="primary" onClick={() => setScan('discover')}>
              {t('workers.discover')}
            </Button>
            <Button icon={RefreshCw} onClick={() => setScan('rescan')}>
              {t('workers.rescan')}
            </Button>
            <Button icon={Brush} onClick={() => setScan('clean')}>
              {t('workers.clean')}
            </Button>
            <Button icon={ArrowDownUp} pressed={reordering} onClick={() => setReordering(!reordering)}>
              {t(reordering ? 'workers.reorder.done' : 'workers.reorder')}
            </Button>
          </>
        ) : undefined
      }
    >
      <div class="filters-line">
        <WorkerFilters query={query} onChange={(next) => route(withQuery(path, { ...next }), true)} />
        {notTaken > 0 ? (
          <Button small icon={PackageX} onClick={showReport}>
            {t('workers.nottaken', { count: notTaken })}
          </Button>
        ) : null}
      </div>
      <Loaded of={workers} lines={10}>
        {(all) => {
          const shown = workersThatMatch(all, query, scope.value);
          if (all.length === 0) {
            return (
              <Empty icon={Puzzle} title={t('workers.none')} text={t('workers.none.text')}>
                {manage ? (
                  <Button icon={PackageSearch} kind="primary" onClick={() => setScan('discover')}>
                    {t('workers.discover')}
                  </Button>
                ) : null}
              </Empty>
            );
          }
          if (shown.length === 0) {
            return (
              <Empty icon={SearchX} title={t('workers.nomatch')} text={t('workers.nomatch.text')}>
                <Button onClick={() => route(path, true)}>{t('tasks.filter.clear')}</Button>
              </Empty>
            );
          }
          return [...groupByScope(shown)].map(([name, group]) => (
            <WorkerGroup
              key={name}
              scope={name}
              workers={group}
              everyone={all.filter((worker) => worker.scope === name)}
              reordering={reordering}
              onChange={workers.reload}
            />
          ));
        }}
      </Loaded>
      <DiscoveryReport report={report} />
      {scan ? (
        <DiscoveryDialog
          kind={scan}
          onClose={() => {
            setScan(undefined);
            report.reload();
          }}
          onApplied={workers.reload}
        />
      ) : null}
    </Page>
  );
}

function showReport(): void {
  const report = document.getElementById(REPORT_ID);
  report?.scrollIntoView();
  report?.focus({ preventScroll: true });
}

function groupByScope(workers: readonly WorkerSummary[]): Map<string, WorkerSummary[]> {
  const groups = new Map<string, WorkerSummary[]>();
  for (const worker of workers) groups.set(worker.scope, [...(groups.get(worker.scope) ?? []), worker]);
  return groups;
}
