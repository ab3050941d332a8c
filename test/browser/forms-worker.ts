import { Type } from 'class-transformer';
import {
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsDateString,
  IsDefined,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import { defineWorker } from 'stask/worker';
import { z } from 'zod';

const MODES = [
  { const: 'air', title: 'By plane' },
  { const: 'sea', title: 'By ship' },
];

class Address {
  @IsString() @MinLength(1) @JSONSchema({ title: 'City' }) city!: string;
  @IsOptional() @Matches(/^\d{5}$/) @JSONSchema({ title: 'Post code' }) zip?: string;
}

class Line {
  @IsString() @MinLength(1) @JSONSchema({ title: 'Article' }) sku!: string;
  @IsInt() @Min(1) @Max(999) @JSONSchema({ title: 'Quantity' }) quantity = 1;
}

class OrderDto {
  @IsString() @MinLength(3) @MaxLength(40) @Matches(/^[A-Z]/) @JSONSchema({ title: 'Name' }) name!: string;
  @IsInt() @Min(1) @Max(10) @JSONSchema({ title: 'Parcels' }) parcels = 2;
  @IsOptional() @IsNumber() @JSONSchema({ title: 'Weight' }) weight?: number;
  @IsDateString() @JSONSchema({ title: 'Due', format: 'date' }) due!: string;
  @IsBoolean() @JSONSchema({ title: 'Urgent' }) urgent = false;
  @IsOptional() @IsIn(['air', 'sea']) @JSONSchema({ title: 'Way', oneOf: MODES }) mode?: string;
  @IsDefined() @ValidateNested() @Type(() => Address) @JSONSchema({ title: 'Address' }) address!: Address;
  @IsArray()
  @ArrayMinSize(1)
  @ValidateNested({ each: true })
  @Type(() => Line)
  @JSONSchema({ title: 'Lines' })
  lines!: Line[];
}

const ORDER_ZOD = z.strictObject({
  name: z
    .string()
    .min(3)
    .max(40)
    .regex(/^[A-Z]/)
    .meta({ title: 'Name' }),
  parcels: z.int().min(1).max(10).default(2).meta({ title: 'Parcels' }),
  weight: z.number().optional().meta({ title: 'Weight' }),
  due: z.iso.date().meta({ title: 'Due' }),
  urgent: z.boolean().default(false).meta({ title: 'Urgent' }),
  mode: z
    .union(MODES.map((mode) => z.literal(mode.const).meta({ title: mode.title })))
    .optional()
    .meta({ title: 'Way' }),
  address: z
    .strictObject({
      city: z.string().min(1).meta({ title: 'City' }),
      zip: z
        .string()
        .regex(/^\d{5}$/)
        .optional()
        .meta({ title: 'Post code' }),
    })
    .meta({ title: 'Address' }),
  lines: z
    .array(
      z.strictObject({
        sku: z.string().min(1).meta({ title: 'Article' }),
        quantity: z.int().min(1).max(999).default(1).meta({ title: 'Quantity' }),
      }),
    )
    .min(1)
    .meta({ title: 'Lines' }),
});

const ORDER_JSON = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'due', 'address', 'lines'],
  properties: {
    name: { type: 'string', title: 'Name', minLength: 3, maxLength: 40, pattern: '^[A-Z]' },
    parcels: { type: 'integer', title: 'Parcels', minimum: 1, maximum: 10, default: 2 },
    weight: { type: 'number', title: 'Weight' },
    due: { type: 'string', title: 'Due', format: 'date' },
    urgent: { type: 'boolean', title: 'Urgent', default: false },
    mode: { type: 'string', title: 'Way', oneOf: MODES },
    address: {
      type: 'object',
      title: 'Address',
      additionalProperties: false,
      required: ['city'],
      properties: {
        city: { type: 'string', title: 'City', minLength: 1 },
        zip: { type: 'string', title: 'Post code', pattern: String.raw`^\d{5}$` },
      },
    },
    lines: {
      type: 'array',
      title: 'Lines',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['sku'],
        properties: {
          sku: { type: 'string', title: 'Article', minLength: 1 },
          quantity: { type: 'integer', title: 'Quantity', minimum: 1, maximum: 999, default: 1 },
        },
      },
    },
  },
};

/** What forms have beside plain fields: files in lists, tables of names, choices, secrets. */
const PARTS = {
  type: 'object',
  additionalProperties: false,
  properties: {
    files: { type: 'array', title: 'Papers', items: { type: 'string', format: 'file' } },
    pages: {
      type: 'array',
      title: 'Pages',
      items: {
        type: 'object',
        properties: {
          caption: { type: 'string', title: 'Caption' },
          scan: { type: 'string', title: 'Scan', format: 'file' },
        },
      },
    },
    columns: {
      type: 'object',
      title: 'Columns',
      propertyNames: { enum: ['sku', 'price'] },
      additionalProperties: { type: 'string', minLength: 2 },
    },
    weights: { type: 'object', title: 'Weights', additionalProperties: { type: 'integer' } },
    parts: { type: 'array', title: 'Parts', uniqueItems: true, items: { oneOf: MODES } },
    token: { type: 'string', title: 'Token' },
  },
};

const text = (title: string, more: object = {}) => ({ type: 'string', title, ...more });

/** The same options three times, by each kind of schema, and the odd parts of forms. */
export const FormsWorker = defineWorker({
  identifier: 'forms',
  title: 'Forms',
  settings: {
    accounts: [
      { name: 'first', key: 'key-1' },
      { name: 'second', key: 'key-2' },
      { name: 'third', key: 'key-3' },
    ],
    upload: { extensions: ['csv'], maxBytes: 100 * 1024 * 1024 },
  },
  settingsSchema: {
    type: 'object',
    properties: {
      accounts: {
        type: 'array',
        title: 'Accounts',
        items: { type: 'object', properties: { name: text('Name'), key: text('Key', { writeOnly: true }) } },
      },
    },
  },
  actions: {
    dto: { options: OrderDto, run: () => undefined },
    standard: { options: ORDER_ZOD, run: () => undefined },
    json: { options: ORDER_JSON, run: () => undefined },
    parts: { options: PARTS, run: () => undefined },
  },
});
