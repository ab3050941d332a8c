import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IsDate, IsInt, IsPort } from 'class-validator';
import type { JsonObject, StandardSchema } from 'stask/worker';
import { toJsonSchema } from '#src/schema/json-schema.js';
import { secretPaths } from '#src/schema/secret-paths.js';
import { Node, Options, Settings } from './sample-dtos.js';

const item = {
  type: 'object',
  additionalProperties: false,
  properties: { sku: { type: 'string', minLength: 1 }, quantity: { type: 'integer', minimum: 0, default: 1 } },
  required: ['sku'],
};

test('a DTO becomes JSON Schema that stands alone: nested classes, arrays, enums, optional fields, defaults', async () => {
  assert.deepEqual(await toJsonSchema(Options), {
    type: 'object',
    additionalProperties: false,
    properties: {
      file: { type: 'string' },
      batch: { type: 'integer', minimum: 1, maximum: 500, default: 100 },
      dry: { type: 'boolean' },
      format: { type: 'string', enum: ['csv', 'json'], default: 'csv' },
      level: { type: 'number', enum: [0, 1] },
      mode: { type: 'string', enum: ['a', 'b'] },
      items: { type: 'array', minItems: 1, items: item },
      first: item,
      apiKey: { type: 'string', writeOnly: true, title: 'API key' },
      tags: { type: 'array', items: { type: 'string' } },
    },
    required: ['file', 'level', 'items'],
  });
});

test('a DTO that contains itself keeps a reference that resolves inside the schema', async () => {
  const node = {
    type: 'object',
    additionalProperties: false,
    properties: { name: { type: 'string' }, next: { $ref: '#/$defs/Node' } },
    required: ['name'],
  };
  assert.deepEqual(await toJsonSchema(Node), { ...node, $defs: { Node: node } });
});

test('inherited fields, @JSONSchema of class and fields, and defaults are described', async () => {
  const schema = (await toJsonSchema(Settings)) ?? {};
  assert.equal(schema['title'], 'Shop settings');
  assert.deepEqual(Object.keys(schema['properties'] as JsonObject).toSorted(), [
    'accounts',
    'password',
    'retries',
    'token',
  ]);
  assert.deepEqual(schema['required'], ['token']);
  assert.deepEqual(secretPaths(schema), ['accounts.*.token', 'password', 'token']);
});

test('a rule without a JSON Schema form and a constructor with arguments are no obstacle', async () => {
  class Demanding {
    @IsPort() port!: string;
    @IsDate() day!: Date;
    @IsInt() limit: number;
    constructor(options: { limit: number }) {
      this.limit = options.limit;
    }
  }
  const schema = await toJsonSchema(Demanding as never);
  assert.deepEqual(schema?.['required'], ['port', 'day', 'limit']);
});

test('plain JSON Schema is copied and a Standard Schema gives its own, when it offers one', async () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } } };
  const copy = await toJsonSchema(schema);
  assert.deepEqual(copy, schema);
  assert.notEqual(copy, schema);

  const targets: string[] = [];
  const standard = { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } as const;
  const input = ({ target }: { target: string }): JsonObject => {
    targets.push(target);
    return schema;
  };
  assert.equal(await toJsonSchema({ '~standard': standard }), undefined);
  assert.deepEqual(await toJsonSchema({ '~standard': { ...standard, jsonSchema: { input } } }), schema);
  assert.deepEqual(targets, ['draft-2020-12']);
  const refusing: StandardSchema = {
    '~standard': {
      ...standard,
      jsonSchema: {
        input: () => {
          throw new Error('dates have no JSON form');
        },
      },
    },
  };
  await assert.rejects(toJsonSchema(refusing), { code: 'STASK_CONTRACT_INVALID', message: /dates have no JSON form/ });
  const cyclic: JsonObject = {};
  cyclic['self'] = cyclic;
  await assert.rejects(toJsonSchema(cyclic), { code: 'STASK_CONTRACT_INVALID' });
});

test('secrets are found wherever a schema can hide them', () => {
  const secret = { type: 'string', writeOnly: true };
  const schema = {
    type: 'object',
    properties: {
      a: secret,
      b: { properties: { c: { type: 'string', format: 'password' }, d: { type: 'string' } } },
      list: { type: 'array', items: { properties: { key: secret } } },
      pair: { prefixItems: [{ type: 'string' }, secret] },
      map: { additionalProperties: secret },
      pattern: { patternProperties: { '^x': secret } },
      any: { anyOf: [{ type: 'null' }, { properties: { e: secret } }] },
      ref: { $ref: '#/$defs/Login' },
      loop: { $ref: '#/$defs/Loop' },
      whole: { ...secret, properties: { inner: secret } },
      none: { $ref: '#/nowhere' },
      outside: { $ref: 'https://example.org/schema' },
      odd: true,
    },
    if: { properties: { kind: { const: 'x' } } },
    else: { properties: { f: secret } },
    $defs: {
      Login: { properties: { token: secret } },
      Loop: { $ref: '#/$defs/Loop', properties: { self: { $ref: '#/$defs/Loop' }, key: secret } },
    },
  };
  const paths = secretPaths(schema);
  assert.deepEqual(
    paths.filter((path) => !path.startsWith('loop.self')),
    ['a', 'any.e', 'b.c', 'f', 'list.*.key', 'loop.key', 'map.*', 'pair.*', 'pattern.*', 'ref.token', 'whole'],
  );
  assert.ok(paths.includes('loop.self.self.key'));
  assert.ok(paths.length < 30);
  assert.deepEqual(secretPaths({}), []);
});
