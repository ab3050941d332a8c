// oxlint-disable oxc/no-async-endpoint-handlers -- Express 5 handles rejected handlers
import express, { type ErrorRequestHandler, type Express } from 'express';
import { isStaskError, type Stask } from 'stask';

/** Routes that create and show tasks. Express 5 passes rejected handlers on to the error handler. */
export function createApp(stask: Stask): Express {
  const app = express();
  app.use(express.json());
  app.post('/tasks/:identifier/:action', async (request, response) => {
    const { identifier, action } = request.params;
    const task = await stask.create({ identifier, action, data: request.body as Record<string, unknown> });
    response.status(202).location(`/tasks/${task.id}`).json(task);
  });
  app.get('/tasks/:id', async (request, response) => {
    const task = await stask.getTask(request.params.id);
    response.json({ task, progress: await task.getProgress() });
  });
  app.use(answerStaskErrors);
  return app;
}

const answerStaskErrors: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (!isStaskError(error)) return next(error);
  const { code, message, fields } = error;
  return response.status(code.endsWith('_NOT_FOUND') ? 404 : 400).json({ error: { code, message, fields } });
};
