import type { RegistryFieldsType } from '@rjsf/utils';
import { JsonField } from './json-field.js';
import { PairsField } from './pairs-field.js';

/** Fields that hints name by `ui:field`. */
export const fields = { json: JsonField, pairs: PairsField } as unknown as RegistryFieldsType;
