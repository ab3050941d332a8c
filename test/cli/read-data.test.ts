import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isStaskError } from '#src/errors.js';
import { parseJson, readData } from '#src/cli/read-data.js';

const wrong: Array<[json: string, place: RegExp]> = [
  ['{"a":}', /position 5 \(line 1, column 6\): "}"/],
  ['{"a":1', /position 6 .*the text ends there/],
  ['', /position 0 .*the text ends there/],
  ['{\n"a": nope}', /line 2, column \d+/],
  ["{'a':1}", /position 1 /],
];

for (const [json, place] of wrong) {
  test(`invalid JSON ${JSON.stringify(json)} is a usage error that names the place`, () => {
    assert.throws(
      () => parseJson(json, '--data'),
      (error) => isStaskError(error, 'STASK_USAGE') && place.test(error.message),
    );
  });
}

test('data that is not an object is a usage error', async () => {
  for (const data of ['[]', 'null', '"text"', '5']) {
    await assert.rejects(readData(data), (error) => isStaskError(error, 'STASK_USAGE'));
  }
});

test('@FILE is read, with or without a byte order mark', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stask-data-'));
  try {
    const file = join(folder, 'data.json');
    writeFileSync(file, '\uFEFF{"limit":5}');
    assert.deepEqual(await readData(`@${file}`), { limit: 5 });
    await assert.rejects(readData(`@${file}.missing`), (error) => isStaskError(error, 'STASK_USAGE'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
