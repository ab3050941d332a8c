import { fastify, type FastifyInstance } from 'fastify';
import { createStask, isStaskError, type Stask, type StaskOptions } from 'stask';
import { GreetWorker } from './greet-worker.js';

declare module 'fastify' {
  interface FastifyInstance {
    stask: Stask;
  }
}

/** The app owns the host: it works in this process while the app is up, and is closed with it. */
export async function createApp(options: StaskOptions = {}): Promise<FastifyInstance> {
  const app = fastify();
  const stask = await createStask(options);
  await stask.registerWorker(GreetWorker);
  await stask.activateWorker('greet');

  app.decorate('stask', stask);
  app.addHook('onReady', async () => void stask.work({ concurrency: 2 }));
  app.addHook('onClose', () => stask.close());
  app.setErrorHandler((error, _request, reply) => {
    if (!isStaskError(error)) throw error;
    return reply
      .code(error.code.endsWith('_NOT_FOUND') ? 404 : 400)
      .send({ error: { code: error.code, message: error.message } });
  });
  app.post<{ Params: { name: string } }>('/hello/:name', async ({ params }, reply) => {
    const task = await stask.create({ identifier: 'greet', action: 'hello', data: { name: params.name } });
    return reply.code(202).send(task.toJSON());
  });
  app.get<{ Params: { id: string } }>('/tasks/:id', async ({ params }) => (await stask.getTask(params.id)).toJSON());
  return app;
}
