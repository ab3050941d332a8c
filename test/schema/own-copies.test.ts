import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { OptionsClass } from 'stask/worker';
import { checkValue } from '#src/schema/check-value.js';
import { toJsonSchema } from '#src/schema/json-schema.js';
import { secretPaths } from '#src/schema/secret-paths.js';
import { root, temporaryFolder } from '../worker/compile-sample.js';

const folder = temporaryFolder();
after(() => folder.remove());

// A worker package that brings its own copies, as a nested install does.
for (const name of ['class-validator', 'class-transformer', 'class-validator-jsonschema']) {
  mkdirSync(join(folder.path, 'node_modules'), { recursive: true });
  cpSync(join(root, 'node_modules', name), join(folder.path, 'node_modules', name), { recursive: true });
}
writeFileSync(join(folder.path, 'package.json'), '{"name":"author","type":"module"}');
writeFileSync(
  join(folder.path, 'dto.js'),
  `import 'reflect-metadata';
import { Type } from 'class-transformer';
import { IsString, ValidateNested } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
export class Inner {}
IsString()(Inner.prototype, 'text');
JSONSchema({ writeOnly: true })(Inner.prototype, 'text');
export class Outer {}
ValidateNested({ each: true })(Outer.prototype, 'list');
Type(() => Inner)(Outer.prototype, 'list');
`,
);

test('nested DTOs and marked secrets of a package with its own copies are checked and described', async () => {
  const url = pathToFileURL(join(folder.path, 'dto.js')).href;
  const { Outer, Inner } = (await import(url)) as Record<'Outer' | 'Inner', OptionsClass>;
  const { value } = await checkValue(Outer, { list: [{ text: 'x' }] });
  assert.ok((value as { list: unknown[] }).list[0] instanceof Inner);
  const { fields } = await checkValue(Outer, { list: [{ text: 1, other: 2 }] });
  assert.deepEqual(
    fields?.map(({ pointer }) => pointer),
    ['/list/0/other', '/list/0/text'],
  );
  const schema = (await toJsonSchema(Outer)) ?? {};
  assert.deepEqual(secretPaths(schema), ['list.*.text']);
});
