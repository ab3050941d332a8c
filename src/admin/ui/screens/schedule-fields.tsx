import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { Problem } from '../../api.js';
import type { Schedule } from '../../../worker/schedule.js';
import { messagesAt } from '../forms/problem-fields.js';
import { dayName } from '../i18n/format.js';
import { t } from '../i18n/i18n.js';
import { DAYS, INTERVALS } from './schedule-words.js';

const TYPES = ['manual', 'once', 'periodic', 'regular', 'cron'] as const;
const FREQUENCIES = ['hourly', 'daily', 'weekly'] as const;

interface ScheduleFieldsProps {
  schedule: Schedule;
  problem: Problem | undefined;
  onChange: (schedule: Schedule) => void;
}

export function ScheduleFields({ schedule, problem, onChange }: ScheduleFieldsProps) {
  const zones = useId();
  const set = (patch: Partial<Schedule>): void => onChange({ ...schedule, ...patch });
  const at = (name: keyof Schedule): string[] => messagesAt(problem, 'schedule', name);
  const { type } = schedule;
  return (
    <div class="fields">
      <fieldset class="choices">
        <legend>{t('schedule.type')}</legend>
        {TYPES.map((name) => (
          <label key={name}>
            <input
              type="radio"
              name="schedule-type"
              checked={type === name}
              onChange={() => onChange(begin(name, schedule))}
            />
            {t(`schedule.type.${name}`)}
          </label>
        ))}
      </fieldset>
      {type === 'manual' ? null : (
        <label class="switch">
          <input
            type="checkbox"
            role="switch"
            checked={schedule.enabled !== false}
            onChange={(event) => set({ enabled: event.currentTarget.checked })}
          />
          {t('schedule.enabled')}
        </label>
      )}
      <div class="fields-row">
        {type === 'once' ? (
          <Field label={t('schedule.datetime')} errors={at('datetime')}>
            <input
              type="datetime-local"
              required
              value={schedule.datetime?.slice(0, 16) ?? ''}
              onInput={(event) => set({ datetime: event.currentTarget.value })}
            />
          </Field>
        ) : null}
        {type === 'periodic' ? <PeriodicFields schedule={schedule} set={set} at={at} /> : null}
        {type === 'regular' ? <RegularFields schedule={schedule} set={set} at={at} /> : null}
        {type === 'cron' ? (
          <Field label={t('schedule.cron')} hint={t('schedule.cron.hint')} errors={at('cron')}>
            <input
              class="code"
              required
              spellcheck={false}
              maxLength={200}
              value={schedule.cron ?? ''}
              onInput={(event) => set({ cron: event.currentTarget.value })}
            />
          </Field>
        ) : null}
      </div>
      {type === 'manual' ? null : (
        <div class="fields-row">
          <Field label={t('schedule.timezone')} hint={t('schedule.timezone.hint')} errors={at('timezone')}>
            <input
              list={zones}
              spellcheck={false}
              value={schedule.timezone ?? ''}
              onInput={(event) => set({ timezone: event.currentTarget.value || undefined })}
            />
          </Field>
          <Field label={t('schedule.catchUp')} errors={at('catchUp')}>
            <select
              value={schedule.catchUp ?? 'one'}
              onChange={(event) => set({ catchUp: event.currentTarget.value as 'one' | 'none' })}
            >
              <option value="one">{t('schedule.catchUp.one')}</option>
              <option value="none">{t('schedule.catchUp.none')}</option>
            </select>
          </Field>
        </div>
      )}
      <datalist id={zones}>
        {['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </div>
  );
}

/** A useful schedule of that type, with zone and switches kept. */
function begin(type: Schedule['type'], { enabled, timezone, catchUp }: Schedule): Schedule {
  const kept = {
    ...(enabled === undefined ? {} : { enabled }),
    ...(timezone ? { timezone } : {}),
    ...(catchUp ? { catchUp } : {}),
  };
  const soon = new Date(Date.now() + 3_600_000 - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  switch (type) {
    case 'manual':
      return { type };
    case 'once':
      return { type, ...kept, datetime: soon };
    case 'periodic':
      return { type, ...kept, frequency: 'daily', time: '03:00' };
    case 'regular':
      return { type, ...kept, interval: 'every_15min', start_time: '09:00', end_time: '18:00' };
    default:
      return { type: 'cron', ...kept, cron: '0 3 * * *' };
  }
}

interface PartProps {
  schedule: Schedule;
  set: (patch: Partial<Schedule>) => void;
  at: (name: keyof Schedule) => string[];
}

function PeriodicFields({ schedule, set, at }: PartProps) {
  const { frequency = 'daily', time = '00:00', days = [] } = schedule;
  const minute = Number(time.split(':')[1] ?? 0);
  const change = (to: (typeof FREQUENCIES)[number]): void =>
    set({
      frequency: to,
      time: to === 'hourly' ? `*:${String(minute).padStart(2, '0')}` : time.replace('*', '03'),
      days: to === 'weekly' ? ['monday'] : undefined,
    });
  return (
    <>
      <Field label={t('schedule.frequency')} errors={at('frequency')}>
        <select value={frequency} onChange={(event) => change(event.currentTarget.value as typeof frequency)}>
          {FREQUENCIES.map((name) => (
            <option key={name} value={name}>
              {t(`schedule.frequency.${name}`)}
            </option>
          ))}
        </select>
      </Field>
      {frequency === 'hourly' ? (
        <Field label={t('schedule.minute')} errors={at('time')}>
          <input
            type="number"
            min={0}
            max={59}
            required
            value={minute}
            onInput={(event) => set({ time: `*:${event.currentTarget.value.padStart(2, '0')}` })}
          />
        </Field>
      ) : (
        <Field label={t('schedule.time')} errors={at('time')}>
          <input type="time" required value={time} onInput={(event) => set({ time: event.currentTarget.value })} />
        </Field>
      )}
      {frequency === 'weekly' ? (
        <fieldset class="choices days">
          <legend>{t('schedule.days')}</legend>
          {DAYS.map((day, index) => (
            <label key={day} title={dayName(index)}>
              <input
                type="checkbox"
                checked={days.includes(day)}
                onChange={() =>
                  set({ days: days.includes(day) ? days.filter((name) => name !== day) : [...days, day] })
                }
              />
              {dayName(index, 'short')}
            </label>
          ))}
          {at('days').length > 0 ? <p class="field-error">{at('days').join(' ')}</p> : null}
        </fieldset>
      ) : null}
    </>
  );
}

function RegularFields({ schedule, set, at }: PartProps) {
  return (
    <>
      <Field label={t('schedule.interval')} errors={at('interval')}>
        <select
          value={schedule.interval ?? 'hourly'}
          onChange={(event) => set({ interval: event.currentTarget.value as Schedule['interval'] })}
        >
          {INTERVALS.map((name) => (
            <option key={name} value={name}>
              {t(`schedule.interval.${name}`)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t('schedule.start')} errors={at('start_time')}>
        <input
          type="time"
          required
          value={schedule.start_time ?? ''}
          onInput={(event) => set({ start_time: event.currentTarget.value })}
        />
      </Field>
      <Field label={t('schedule.end')} errors={at('end_time')}>
        <input
          type="time"
          required
          value={schedule.end_time ?? ''}
          onInput={(event) => set({ end_time: event.currentTarget.value })}
        />
      </Field>
    </>
  );
}

interface FieldProps {
  label: string;
  hint?: string;
  errors: readonly string[];
  children: ComponentChildren;
}

function Field({ label, hint, errors, children }: FieldProps) {
  return (
    <label class={errors.length > 0 ? 'field field-bad' : 'field'}>
      <span>{label}</span>
      {children}
      {hint ? <span class="hint">{hint}</span> : null}
      {errors.length > 0 ? <span class="field-error">{errors.join(' ')}</span> : null}
    </label>
  );
}
