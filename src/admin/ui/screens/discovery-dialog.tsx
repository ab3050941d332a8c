import { CircleCheckBig } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import type { DiscoveryRequest, DiscoveryResult, Problem } from '../../api.js';
import { formatDuration } from '../i18n/format.js';
import { t } from '../i18n/i18n.js';
import { Button } from '../parts/button.js';
import { Dialog } from '../parts/dialog.js';
import { Empty, ProblemNote, Skeleton } from '../parts/states.js';
import { tell } from '../parts/toast.js';
import { beat } from '../server/pulse.js';
import { problemOf, request } from '../server/request.js';

export type ScanKind = 'discover' | 'rescan' | 'clean';

interface DiscoveryDialogProps {
  kind: ScanKind;
  onClose: () => void;
  onApplied: () => void;
}

/** Looks first and shows what would change; nothing happens before it is applied. */
export function DiscoveryDialog({ kind, onClose, onApplied }: DiscoveryDialogProps) {
  const [found, setFound] = useState<DiscoveryResult>();
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const [force, setForce] = useState(false);

  const scan = async (apply: boolean): Promise<DiscoveryResult | undefined> => {
    setBusy(true);
    setProblem(undefined);
    try {
      const body: DiscoveryRequest = {
        apply,
        discover: kind === 'discover',
        rescan: kind === 'rescan',
        clean: kind === 'clean',
        force,
      };
      return (await request<DiscoveryResult>('POST', 'discovery', { body })).body;
    } catch (thrown) {
      setProblem(problemOf(thrown));
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  const look = async (): Promise<void> => setFound(await scan(false));
  useEffect(() => void look(), []);

  const apply = async (): Promise<void> => {
    const done = await scan(true);
    if (done === undefined) return;
    tell(t('discovery.applied'));
    onApplied();
    beat();
    onClose();
  };
  const changes = found ? countChanges(found, kind) : 0;
  return (
    <Dialog wide title={t(`discovery.${kind}.title`)} onClose={onClose}>
      {problem ? <ProblemNote problem={problem} onRetry={() => void look()} /> : null}
      {found === undefined && busy ? (
        <>
          <p class="muted">{t('discovery.looking')}</p>
          <Skeleton />
        </>
      ) : null}
      {found ? (
        <>
          {found.scanned.complete ? null : <p class="note note-warn">{t('discovery.incomplete')}</p>}
          {changes === 0 ? (
            <Empty small icon={CircleCheckBig} title={t('discovery.nothing')} text={t('discovery.nothing.text')} />
          ) : (
            <Difference found={found} kind={kind} />
          )}
          {found.refused ? (
            <>
              <p class="note note-warn">{found.refused.detail}</p>
              <label class="switch">
                <input
                  type="checkbox"
                  role="switch"
                  checked={force}
                  onChange={(event) => setForce(event.currentTarget.checked)}
                />
                {t('discovery.force')}
              </label>
            </>
          ) : null}
          <p class="muted small">
            {t('discovery.scanned', {
              packages: found.scanned.packages,
              manifests: found.scanned.manifests,
              time: formatDuration(found.scanned.durationMs),
            })}
          </p>
        </>
      ) : null}
      <div class="dialog-foot">
        <Button onClick={onClose}>{t(changes === 0 ? 'common.close' : 'common.cancel')}</Button>
        {changes > 0 ? (
          <Button
            kind={kind === 'clean' ? 'danger' : 'primary'}
            busy={busy}
            disabled={found?.refused !== undefined && !force}
            onClick={() => void apply()}
          >
            {t('discovery.apply', { count: changes })}
          </Button>
        ) : null}
      </div>
    </Dialog>
  );
}

function countChanges(found: DiscoveryResult, kind: ScanKind): number {
  if (kind === 'clean') return found.removed.length;
  const { registered, updated, broken, missing } = found;
  return new Set([...registered, ...updated.map(({ identifier }) => identifier), ...broken, ...missing]).size;
}

function Difference({ found, kind }: { found: DiscoveryResult; kind: ScanKind }) {
  const { registered, broken, missing, removed, kept } = found;
  // One that broke or went has changed as well; it is named once, by what matters.
  const updated = found.updated.filter(({ identifier }) => ![...broken, ...missing].includes(identifier));
  const whyBroken = (name: string): string | undefined =>
    found.updated.find(({ identifier }) => identifier === name)?.changes.find(({ column }) => column === 'healthDetail')
      ?.to;
  return (
    <div class="difference">
      <Names title={t('discovery.registered')} mark="+" names={registered} />
      {updated.length > 0 ? (
        <section>
          <h3>{t('discovery.updated')}</h3>
          <ul>
            {updated.map(({ identifier, changes }) => (
              <li key={identifier} class="diff-changed">
                <code>{identifier}</code>
                {changes.map(({ column, from, to }) => (
                  <span key={column} class="muted break">
                    {t('discovery.change', { column, from, to })}
                  </span>
                ))}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <Names title={t('discovery.broken')} mark="!" names={broken} whyOf={whyBroken} />
      {kind === 'clean' ? null : <Names title={t('discovery.missing')} mark="?" names={missing} />}
      <Names title={t('discovery.removed')} mark="−" names={removed} />
      {kept.length > 0 ? (
        <section>
          <h3>{t('discovery.kept')}</h3>
          <ul>
            {kept.map(({ identifier, reason }) => (
              <li key={identifier}>
                <code>{identifier}</code> <span class="muted">{reason}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

interface NamesProps {
  title: string;
  mark: string;
  names: readonly string[];
  whyOf?: (name: string) => string | undefined;
}

function Names({ title, mark, names, whyOf }: NamesProps) {
  if (names.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {names.map((name) => (
          <li key={name} class="diff-marked">
            <span class={mark === '+' ? 'diff-mark diff-added' : 'diff-mark diff-removed'} aria-hidden="true">
              {mark}
            </span>
            <code>{name}</code>
            {whyOf?.(name) ? <span class="muted break">{whyOf(name)}</span> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
