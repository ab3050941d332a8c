import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'class-transformer';
import { IsString, ValidateNested, registerDecorator } from 'class-validator';
import type { OptionsSchema, StandardSchema } from 'stask/worker';
import { checkValue } from '#src/schema/check-value.js';
import { toJsonSchema } from '#src/schema/json-schema.js';
import { Item, Node, Options, Plain } from './sample-dtos.js';

const good = { file: 'a.csv', level: 1, items: [{ sku: 'x' }] };
const pointers = async (schema: OptionsSchema, value: unknown): Promise<string[]> => [
  ...new Set(((await checkValue(schema, value)).fields ?? []).map(({ pointer }) => pointer)),
];

test('a DTO gives an instance with defaults, nested ones too, and leaves the data as it was', async () => {
  const before = structuredClone(good);
  const { value } = await checkValue(Options, good);
  assert.ok(value instanceof Options);
  assert.ok(value.items[0] instanceof Item);
  assert.deepEqual([value.batch, value.format, value.items[0].quantity], [100, 'csv', 1]);
  assert.deepEqual(good, before);
});

test('a DTO names each wrong field by its place, unknown ones too', async () => {
  const wrong = {
    ...good,
    batch: 0,
    limit: 1,
    items: [
      { sku: '', 'a/b~': 1 },
      { sku: 'x', quantity: 'many' },
    ],
    first: 7,
  };
  assert.deepEqual(await pointers(Options, wrong), [
    '/limit',
    '/batch',
    '/items/0/a~1b~0',
    '/items/0/sku',
    '/items/1/quantity',
    '/first',
  ]);
  const { fields } = await checkValue(Options, { ...good, limit: 1 });
  assert.deepEqual(fields, [{ pointer: '/limit', message: '"limit" is not a known field' }]);
  assert.deepEqual(await pointers(Node, { name: 'a', next: { name: 'b', next: { name: 1 } } }), ['/next/next/name']);
});

test('data that is no object, or has keys that reach prototypes, is a problem and not an exception', async () => {
  for (const value of [undefined, null, 7, 'x', [], [good], new Date(), () => {}]) {
    assert.deepEqual(await checkValue(Options, value), { fields: [{ pointer: '', message: 'must be an object' }] });
  }
  const evil: unknown = JSON.parse('{"__proto__":{"file":"x"},"items":[{"constructor":{"prototype":{}}}]}');
  assert.deepEqual(await pointers(Options, evil), ['/__proto__', '/items/0/constructor']);
  assert.equal(({} as { file?: string }).file, undefined);
});

test('the JSON Schema of a DTO accepts and refuses the same data', async () => {
  const schema = (await toJsonSchema(Options)) ?? {};
  assert.deepEqual((await checkValue(schema, good)).fields, undefined);
  for (const change of [
    { batch: 0 },
    { batch: 1.5 },
    { level: 9 },
    { file: 1 },
    { extra: 1 },
    { items: [] },
    { mode: 'c' },
  ]) {
    const wrong = { ...good, ...change };
    assert.deepEqual(await pointers(schema, wrong), await pointers(Options, wrong), JSON.stringify(change));
  }
});

test('JSON Schema fills in defaults in a copy and says which field is missing, unknown or wrong', async () => {
  const schema = {
    type: 'object',
    required: ['file'],
    additionalProperties: false,
    properties: {
      file: { type: 'string', minLength: 1 },
      limit: { type: 'integer', default: 10 },
      when: { type: 'string', format: 'date-time' },
      mode: { enum: ['a', 'b'] },
    },
  };
  const data = { file: 'x' };
  assert.deepEqual(await checkValue(schema, data), { value: { file: 'x', limit: 10 } });
  assert.deepEqual(data, { file: 'x' });
  const { fields } = await checkValue(schema, { limit: 'x', when: 'soon', mode: 'c', extra: 1 });
  assert.deepEqual(fields?.map(({ pointer, message }) => `${pointer} ${message}`).toSorted(), [
    '/extra "extra" is not a known field',
    '/file is required',
    '/limit must be integer',
    '/mode must be one of a, b',
    '/when must match format "date-time"',
  ]);
  assert.deepEqual(await checkValue(schema, { file: () => {} }), {
    fields: [{ pointer: '', message: 'must be plain JSON' }],
  });
});

test('of constants with titles and of names that are not allowed it is said once which there are', async () => {
  const way = {
    oneOf: [
      { const: 'air', title: 'By plane' },
      { const: 'sea', title: 'By ship' },
    ],
  };
  const columns = { type: 'object', propertyNames: { enum: ['sku'] }, additionalProperties: { type: 'string' } };
  const schema = { type: 'object', properties: { way, ways: { type: 'array', items: way }, columns } };
  assert.deepEqual(await checkValue(schema, { way: 'rail', ways: ['air', 5], columns: { 'a/b': 'x', sku: 'y' } }), {
    fields: [
      { pointer: '/way', message: 'must be one of air, sea' },
      { pointer: '/ways/1', message: 'must be one of air, sea' },
      { pointer: '/columns/a~1b', message: 'its name must be one of sku' },
    ],
  });
});

test('JSON Schema of both drafts works, also twice with one $id and with words of its own', async () => {
  const draft7 = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://example.org/x',
    type: 'array',
    items: [{ type: 'string' }],
  };
  const draft2020 = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://example.org/x',
    prefixItems: [{ type: 'string' }],
  };
  for (const schema of [draft7, { ...draft7 }, draft2020, { prefixItems: [{ type: 'string' }], 'x-form': 'wide' }]) {
    assert.deepEqual(await pointers(schema, [1]), ['/0']);
  }
});

test('a Standard Schema gives its output, waits when it must and its issues become problems', async () => {
  const trimmed: StandardSchema = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: async (value) =>
        typeof value === 'string'
          ? { value: value.trim() }
          : { issues: [{ message: 'not a text', path: ['a/b', { key: 0 }] }, { message: 'whole' }] },
    },
  };
  assert.deepEqual(await checkValue(trimmed, ' x '), { value: 'x' });
  const problems = [
    { pointer: '/a~1b/0', message: 'not a text' },
    { pointer: '', message: 'whole' },
  ];
  assert.deepEqual(await checkValue(trimmed, 1), { fields: problems });
  // ArkType's schemas are functions.
  assert.deepEqual(
    await checkValue(
      Object.assign(() => {}, trimmed),
      1,
    ),
    { fields: problems },
  );
});

test('a schema that cannot be used is an error that says why', async () => {
  class Throwing {
    @IsString() text!: string;
  }
  registerDecorator({
    target: Throwing,
    propertyName: 'text',
    validator: {
      validate: () => {
        throw new Error('validator broke');
      },
    },
  });
  class Untyped {
    @ValidateNested() inner!: Item;
  }
  class Typed {
    @ValidateNested() @Type(() => undefined as never) inner!: Item;
  }
  const vendor: StandardSchema['~standard'] = {
    version: 1,
    vendor: 'acme',
    validate: () => {
      throw new Error('schema broke');
    },
  };
  const table: ReadonlyArray<readonly [schema: unknown, message: RegExp]> = [
    [Plain, /"Plain" expects class-validator decorators/],
    [Map, /"Map" expects class-validator decorators/],
    ['x', /got "x"/],
    [null, /got null/],
    [[], /got an array/],
    [{ type: 'strin' }, /not valid JSON Schema: .*Correct it/],
    [{ $ref: '#/nowhere' }, /not valid JSON Schema/],
    [{ $schema: 'http://json-schema.org/draft-04/schema#' }, /draft 2020-12.*draft-07.*draft-04/],
    [Throwing, /Throwing failed: validator broke/],
    [Untyped, /"inner" of Untyped has @ValidateNested\(\) and no @Type/],
    [Typed, /"inner" of Typed has @ValidateNested\(\) and no @Type/],
    [{ '~standard': vendor }, /acme schema failed: schema broke/],
  ];
  for (const [schema, message] of table) {
    await assert.rejects(checkValue(schema as OptionsSchema, { text: 'x' }), {
      code: 'STASK_CONTRACT_INVALID',
      message,
    });
  }
});
