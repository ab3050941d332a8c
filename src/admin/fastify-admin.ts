import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Admin } from './create-admin.js';
import { toNodeHandler } from './node-handler.js';

/** What is used of Fastify 5, so that its types are no dependency. */
interface FastifyLike {
  readonly prefix: string;
  removeAllContentTypeParsers(): void;
  addContentTypeParser(
    type: string,
    parser: (request: unknown, payload: unknown, done: (error: null) => void) => void,
  ): unknown;
  all(path: string, handler: (request: { raw: IncomingMessage }, reply: ReplyLike) => unknown): unknown;
}

interface ReplyLike {
  readonly raw: ServerResponse;
  hijack(): void;
}

/**
 * The admin as a Fastify plugin: `await app.register(fastifyAdmin(admin), { prefix: '/admin/stask' })`; also for NestJS
 * on Fastify, through `app.getHttpAdapter().getInstance()`.
 */
export function fastifyAdmin(admin: Admin): (fastify: FastifyLike) => Promise<void> {
  return async (fastify) => {
    const handle = toNodeHandler(admin, { basePath: fastify.prefix });
    const answer = (request: { raw: IncomingMessage }, reply: ReplyLike): Promise<void> => {
      reply.hijack();
      return handle(request.raw, reply.raw);
    };
    fastify.removeAllContentTypeParsers(); // of this plugin only: the stream is read by the admin
    fastify.addContentTypeParser('*', (_request, _payload, done) => done(null));
    if (fastify.prefix !== '') fastify.all('', answer);
    fastify.all('/*', answer);
  };
}
