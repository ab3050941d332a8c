import { ariaDescribedByIds, type RegistryWidgetsType, type WidgetProps } from '@rjsf/utils';
import { FileWidget } from './file-widget.js';
import { SecretWidget } from './secret-widget.js';

function Checkbox({ id, value, label, disabled, readonly, required, schema, onChange }: WidgetProps) {
  return (
    <div class="switch-field">
      <label class="switch">
        <input
          id={id}
          name={id}
          type="checkbox"
          role="switch"
          checked={value === true}
          disabled={disabled === true || readonly === true}
          required={required && schema.const === true}
          aria-describedby={ariaDescribedByIds(id)}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        {label}
      </label>
      {schema.description ? <p class="hint">{schema.description}</p> : null}
    </div>
  );
}

export const widgets = {
  CheckboxWidget: Checkbox,
  PasswordWidget: SecretWidget,
  FileWidget,
  file: FileWidget,
} as unknown as RegistryWidgetsType;
