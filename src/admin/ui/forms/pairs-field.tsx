import { Plus, Trash2 } from 'lucide';
import type { ErrorSchema, FieldProps } from '@rjsf/utils';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.js';
import { FormButton, FormIconButton } from './form-buttons.js';

/** Where the form library keeps the messages of a field. */
const MESSAGES = '__errors';

interface Pair {
  /** Keeps the row's inputs when rows above it go. */
  readonly row: number;
  readonly name: string;
  readonly value: unknown;
}

/** Names with a value each, as a table: what the schema calls `additionalProperties` of texts or numbers. */
export function PairsField(props: FieldProps) {
  const { fieldPathId, name, schema, formData, errorSchema, rawErrors = [], disabled, required, onChange } = props;
  const [pairs, setPairs] = useState(() => pairsOf(formData));
  const change = (next: readonly Pair[]): void => {
    setPairs(next);
    onChange(objectOf(next, required === true), fieldPathId.path);
  };
  const put = (row: number, part: Partial<Pair>): void =>
    change(pairs.map((pair) => (pair.row === row ? { ...pair, ...part } : pair)));
  const id = fieldPathId.$id;
  const allowed = namesOf(schema);
  const isNumber = typeof schema.additionalProperties === 'object' && schema.additionalProperties.type !== 'string';
  const label = schema.title ?? name;
  return (
    <fieldset class="group pairs" id={id}>
      <legend>{label}</legend>
      {schema.description ? <p class="hint">{schema.description}</p> : null}
      {pairs.map(({ row, name: key, value }, index) => {
        const problem = pairs.some((other) => other.row < row && other.name !== '' && other.name === key)
          ? t('form.pairs.twice')
          : messagesOf(errorSchema, key);
        return (
          <div class="pair" key={row}>
            <input
              id={`${id}-name-${row}`}
              aria-label={t('form.pairs.name', { label, number: index + 1 })}
              placeholder={t('form.pairs.name.short')}
              list={allowed.length > 0 ? `${id}-names` : undefined}
              value={key}
              required
              disabled={disabled}
              onInput={({ currentTarget }) => put(row, { name: currentTarget.value })}
            />
            <input
              id={`${id}-value-${row}`}
              aria-label={t('form.pairs.value', { label, number: index + 1 })}
              placeholder={t('form.pairs.value.short')}
              type={isNumber ? 'number' : 'text'}
              step={isNumber ? 'any' : undefined}
              value={typeof value === 'string' || typeof value === 'number' ? value : ''}
              disabled={disabled}
              aria-invalid={problem !== '' || undefined}
              aria-describedby={problem === '' ? undefined : `${id}-error-${row}`}
              onInput={({ currentTarget }) =>
                put(row, { value: isNumber ? numberOf(currentTarget) : currentTarget.value })
              }
            />
            <FormIconButton
              icon={Trash2}
              text="form.remove"
              disabled={disabled}
              onClick={() => change(pairs.filter((pair) => pair.row !== row))}
            />
            {problem === '' ? null : (
              <p class="field-error" id={`${id}-error-${row}`}>
                {problem}
              </p>
            )}
          </div>
        );
      })}
      <FormButton
        icon={Plus}
        text="form.add"
        disabled={disabled}
        onClick={() =>
          setPairs([...pairs, { row: (pairs.at(-1)?.row ?? 0) + 1, name: '', value: isNumber ? undefined : '' }])
        }
      />
      {rawErrors.length > 0 ? <p class="field-error">{rawErrors.join(' ')}</p> : null}
      {allowed.length > 0 ? (
        <datalist id={`${id}-names`}>
          {allowed.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      ) : null}
    </fieldset>
  );
}

function pairsOf(value: unknown): readonly Pair[] {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isMap ? Object.entries(value).map(([name, one], index) => ({ row: index + 1, name, value: one })) : [];
}

/** Rows without a name are not there yet; an optional value of no rows is none. */
function objectOf(pairs: readonly Pair[], required: boolean): Record<string, unknown> | undefined {
  const named = pairs.filter(({ name }) => name !== '');
  if (named.length === 0 && !required && pairs.length === 0) return undefined;
  return Object.fromEntries(named.map(({ name, value }) => [name, value]));
}

/** Names that the schema allows, to choose from while typing; none when it allows all. */
function namesOf({ propertyNames }: FieldProps['schema']): string[] {
  const named = typeof propertyNames === 'object' ? propertyNames.enum : undefined;
  return (named ?? []).filter((name) => typeof name === 'string');
}

function messagesOf(errors: ErrorSchema | undefined, name: string): string {
  return errors?.[name]?.[MESSAGES]?.join(' ') ?? '';
}

function numberOf({ value, valueAsNumber }: HTMLInputElement): number | undefined {
  return value === '' || Number.isNaN(valueAsNumber) ? undefined : valueAsNumber;
}
