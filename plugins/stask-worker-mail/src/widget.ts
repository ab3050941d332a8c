import type { LastTask, WidgetPart } from 'stask/worker';
import type { SendResult } from './send-campaign.js';

const LINE_LENGTH = 500;

/** How the last sending ended, and what the worker is set to; neither recipients nor secrets are in it. */
export function mailWidget(settings: Readonly<Record<string, unknown>>, last: LastTask | undefined): WidgetPart[] {
  return [
    ...(last === undefined ? [] : [lastSending(last)]),
    settingsList(settings),
    { kind: 'action', action: 'send', title: 'Send a mail to many' },
    { kind: 'action', action: 'test', title: 'Send a test mail' },
  ];
}

function lastSending({ id, result }: LastTask): WidgetPart {
  const { campaign, recipients, sent, failed, uncertain, invalid, duplicates, dry_run } = result as SendResult;
  const link = `tasks/${id}`;
  const title = `Last sending: ${campaign}`.slice(0, 200);
  const wrong: WidgetPart = {
    kind: 'stat',
    title: 'Left out',
    value: invalid + duplicates,
    tone: invalid > 0 ? 'warn' : 'good',
    note: `${invalid} invalid, ${duplicates} there twice`,
    link,
  };
  if (dry_run) {
    const value = recipients - invalid - duplicates;
    const note = `of ${recipients}; only checked, none was sent`;
    return { kind: 'group', title, parts: [{ kind: 'stat', title: 'Can be sent', value, note, link }, wrong] };
  }
  return {
    kind: 'group',
    title,
    parts: [
      { kind: 'stat', title: 'Sent', value: sent, note: `of ${recipients}`, link },
      { kind: 'stat', title: 'Failed', value: failed, tone: failed > 0 ? 'bad' : 'good', link },
      {
        kind: 'stat',
        title: 'Uncertain',
        value: uncertain,
        tone: uncertain > 0 ? 'warn' : 'good',
        note: 'Cut off before the server answered',
        link,
      },
      wrong,
    ],
  };
}

function settingsList(settings: Readonly<Record<string, unknown>>): WidgetPart {
  const shown = (key: string): string => {
    const value = settings[key];
    return typeof value === 'number' || (typeof value === 'string' && value !== '') ? String(value) : 'not set yet';
  };
  const server = `${shown('host')}:${shown('port')} (${shown('security')})`;
  const rate = settings['per_minute'] === 0 ? 'No limit on the rate' : `${shown('per_minute')} mails a minute`;
  const items = [`Server: ${server}`, `Sender: ${shown('from')}`, rate];
  return { kind: 'list', title: 'Set to', items: items.map((item) => item.slice(0, LINE_LENGTH)) };
}
