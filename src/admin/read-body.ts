import type { JsonObject } from '../worker/task-interface.js';
import { problem } from './problem.js';

/** The JSON object of a request; `{}` for an empty body. Nothing but JSON is taken, so no form of another site fits. */
export async function readJsonBody(request: Request, maxBytes: number): Promise<JsonObject> {
  const bytes = await readBytes(request, maxBytes);
  if (bytes.length === 0) return {};
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/(json|[\w.-]+\+json)\s*(;|$)/i.test(type))
    throw problem(415, 'not-json', `The body must be application/json, got ${JSON.stringify(type.slice(0, 100))}.`);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw problem(400, 'json-broken', 'The body is not valid JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw problem(422, 'not-an-object', 'The body must be a JSON object.');
  return value as JsonObject;
}

/** The body as bytes; more than `maxBytes` are not even read. */
export async function readBytes(request: Request, maxBytes: number): Promise<Buffer> {
  const tooLarge = () =>
    problem(413, 'body-too-large', `The body may have ${maxBytes} bytes.`, { params: { maxBytes } });
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge();
  if (request.body === null) return Buffer.alloc(0);
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += piece.byteLength;
    if (size > maxBytes) throw tooLarge();
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
