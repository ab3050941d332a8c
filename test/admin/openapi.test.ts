import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { createAdmin, type Admin } from 'stask/admin';
import { createHost, type TestHost } from './admin-host.js';
import { askOf } from './ask.js';

interface Parameter {
  readonly name: string;
  readonly in: string;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Record<string, unknown> };
  readonly responses: Record<string, unknown>;
}

interface Document {
  readonly servers: ReadonlyArray<{ readonly url: string }>;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { schemas: { Problem: { properties: { code: { anyOf: [{ enum: string[] }, object] } } } } };
}

/** What the original guide asks for, by its purpose. */
const GUIDE = {
  run: 'post /workers/{worker}/run/{action}',
  progress: 'get /tasks/{task}/progress',
  download: 'get /tasks/{task}/download',
  upload: 'post /workers/{worker}/uploads',
  limits: 'get /workers/{worker}/limits',
  stats: 'get /stats',
  performance: 'get /performance',
};

describe('the OpenAPI document', () => {
  let host: TestHost;
  let admin: Admin;
  let document: Document;
  let operations: ReadonlyArray<readonly [string, Operation]>;
  before(async () => {
    host = await createHost();
    admin = createAdmin(host.stask, { auth: () => 'ann' });
    document = (await askOf(admin)('GET', 'openapi.json')).body as Document;
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation] as const),
    );
  });
  after(async () => {
    admin?.close();
    await host?.close();
  });

  test('is valid by the schema of OpenAPI 3.1, and its references lead somewhere', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(document) as unknown as Record<string, unknown>);
    assert.deepEqual([valid, errors], [true, undefined]);
    assert.equal(validator.version, '3.1');
    const text = JSON.stringify(document);
    for (const [, pointer = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = pointer
        .split('/')
        .reduce((at: unknown, key) => (at as Record<string, unknown> | undefined)?.[key], document);
      assert.notEqual(target, undefined, pointer);
    }
  });

  test('has every route of the guide, and names each operation and each part of its path once', () => {
    const known = new Map(operations);
    for (const [purpose, operation] of Object.entries(GUIDE)) assert.ok(known.has(operation), purpose);
    assert.equal(new Set(operations.map(([, { operationId }]) => operationId)).size, operations.length);
    for (const [name, { parameters = [] }] of operations) {
      const inPath = parameters
        .filter((parameter) => parameter.in === 'path')
        .map((parameter) => `{${parameter.name}}`);
      assert.deepEqual(inPath, name.match(/\{\w+\}/g) ?? [], name);
    }
  });

  test('says what is refused by whom: no user, too large, another state, no database', () => {
    const known = new Map(operations);
    const refused = (name: string, status: string): boolean => status in (known.get(name)?.responses ?? {});
    for (const [name, { responses, requestBody }] of operations) {
      for (const status of ['401', '503', 'default']) assert.ok(status in responses, `${name} ${status}`);
      assert.equal('413' in responses, requestBody !== undefined, name);
    }
    for (const name of ['put /workers/{worker}/settings', 'put /workers/{worker}/schedule'])
      for (const status of ['412', '428']) assert.ok(refused(name, status), `${name} ${status}`);
    assert.ok(refused('get /tasks/{task}/download', '416'));
  });

  test('knows the code of each problem that is answered', async () => {
    const [{ enum: codes }] = document.components.schemas.Problem.properties.code.anyOf;
    const ask = askOf(admin);
    const answered = [
      await ask('GET', 'nothing'),
      await ask('PUT', 'tasks'),
      await ask('GET', 'tasks?since=x'),
      await ask('POST', 'workers/mail/run/send', '{'),
      await ask('POST', 'workers/mail/run/send', '[]'),
      await ask('POST', 'workers/mail/run/send', 'a=1', { 'content-type': 'text/plain' }),
      await ask('PUT', 'workers/mail/settings', { value: {} }),
      await ask('PUT', 'workers/mail/settings', { value: {} }, { 'if-match': '"x"' }),
      await ask('GET', 'uploads/x'),
    ].map(({ body }) => (body as { code: string }).code);
    assert.equal(new Set(answered).size, answered.length);
    assert.deepEqual(
      answered.filter((code) => !codes.includes(code)),
      [],
    );
  });
});
