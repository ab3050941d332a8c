// Not the package's root: that names a validator package which is not here.
import Form from '@rjsf/core/lib/components/Form.js';
import type { IChangeEvent } from '@rjsf/core';
import type { UiSchema } from '@rjsf/utils';
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Problem } from '../../api.js';
import { withPlainChoices } from './choices.js';
import { fields } from './fields.js';
import type { FormContext } from './form-context.js';
import { noValidation } from './no-validation.js';
import { errorTree } from './problem-fields.js';
import { templates } from './templates.js';
import { widgets } from './widgets.js';
import { withOurFields } from './with-our-fields.js';

type Json = Record<string, unknown>;

interface SchemaFormProps {
  id: string;
  schema: Json;
  uiSchema: Json;
  value: Json;
  context: FormContext;
  /** The last refusal of the server; its messages stand at their fields. */
  problem?: Problem;
  /** Member of the request's body that the value is sent as; pointers begin with it. */
  member: string;
  onChange: (value: Json) => void;
  onSubmit: () => void;
  /** Buttons. */
  children: ComponentChildren;
}

/** A form made from JSON Schema. The browser checks what inputs can, the server the rest: no schema is run here. */
export function SchemaForm(props: SchemaFormProps) {
  const { schema, uiSchema, problem, member } = props;
  const hints = useMemo(() => withOurFields(schema, uiSchema), [schema, uiSchema]);
  const plain = useMemo(() => withPlainChoices(schema), [schema]);
  const errors = useMemo(() => errorTree(problem?.errors ?? [], member), [problem, member]);
  return (
    <Form
      className="schema-form"
      idPrefix={props.id}
      schema={plain}
      uiSchema={hints as UiSchema}
      formData={props.value}
      formContext={props.context}
      validator={noValidation}
      noValidate={false}
      showErrorList={false}
      extraErrors={errors}
      extraErrorsBlockSubmit={false}
      templates={templates}
      widgets={widgets}
      fields={fields}
      onChange={(event: IChangeEvent) => props.onChange((event.formData ?? {}) as Json)}
      onSubmit={() => props.onSubmit()}
    >
      <>{props.children}</>
    </Form>
  );
}
