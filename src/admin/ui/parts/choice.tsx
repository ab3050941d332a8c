import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

interface ChoiceProps {
  name: string;
  value: string | undefined;
  onChange: (value: string) => void;
}

/** A filter with a list to choose from; its first entry takes all and says of what. */
export function Choice({
  name,
  all,
  value,
  onChange,
  children,
}: ChoiceProps & { all: string; children: ComponentChildren }) {
  return (
    <select
      class={value ? 'choice choice-set' : 'choice'}
      aria-label={name}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      <option value="">{all}</option>
      {children}
    </select>
  );
}

/** A filter whose value is typed; taken with Enter or when the field is left. */
export function ChoiceText({ name, value = '', onChange }: ChoiceProps) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  return (
    <input
      type="text"
      class={value ? 'choice choice-set' : 'choice'}
      aria-label={name}
      placeholder={name}
      value={typed}
      maxLength={100}
      onInput={(event) => setTyped(event.currentTarget.value)}
      onChange={(event) => onChange(event.currentTarget.value.trim())}
    />
  );
}
