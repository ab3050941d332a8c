import { isPlainObject } from '../../worker/dot-path.js';
import type { JsonObject } from '../../worker/task-interface.js';
import { problem } from '../problem.js';

/** How an option names an upload: the server puts the file's path in its place. */
const VALUE = /^upload:([0-9a-f-]{36})$/;

export const uploadValue = (id: string): string => `upload:${id}`;

/**
 * A copy of task data in which each upload is the path of its file.
 *
 * @throws problem 422 on the field (below `/data`) whose upload is not complete, or not there
 */
export async function placeUploads(
  data: JsonObject,
  pathOf: (id: string) => Promise<string | undefined>,
): Promise<JsonObject> {
  const place = async (value: unknown, pointer: string): Promise<unknown> => {
    if (typeof value === 'string') {
      const id = VALUE.exec(value)?.[1];
      return id === undefined ? value : ((await pathOf(id)) ?? refuse(pointer));
    }
    if (Array.isArray(value)) return Promise.all(value.map((item, index) => place(item, `${pointer}/${index}`)));
    if (!isPlainObject(value)) return value;
    const entries = Object.entries(value).map(
      async ([key, item]) => [key, await place(item, `${pointer}/${escapeKey(key)}`)] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  };
  return (await place(data, '/data')) as JsonObject;
}

function refuse(pointer: string): never {
  const detail = 'The upload is not complete, or not there any more. Choose the file again.';
  throw problem(422, 'upload-incomplete', detail, { errors: [{ pointer, code: 'upload-incomplete', detail }] });
}

const escapeKey = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
