import { messageOf } from '../../errors.js';
import { checkWidget, widgetProblemText } from '../../schema/widget/check-widget.js';
import type { TaskInterface } from '../../worker/task-interface.js';
import type { WidgetAnswer } from '../api.js';
import { json, type Call, type Route } from '../call.js';
import { framed } from '../framed.js';
import { problem } from '../problem.js';

const RENDER_MAX_MS = 10_000;
const MESSAGE_MAX_LENGTH = 500;

export const widgetRoute: Route = {
  method: 'GET',
  path: '/workers/:worker/widget',
  permission: 'workers.read',
  summary: 'The widget: what the page draws as JSON, or markup for a sandboxed frame',
  content: {
    'application/json': { $ref: '#/components/schemas/WidgetAnswer' },
    'text/html': { type: 'string' },
  },
  answers: [200],
  async handle(call) {
    const { identifier } = call.worker;
    const { widgetMarkup } = call.parts;
    const isForData = wantsData(call.request);
    const kept = isForData ? undefined : widgetMarkup.take(identifier);
    if (kept !== undefined) return framed(kept);
    const worker = await call.stask.getWorkerInstance(identifier);
    if (typeof worker.renderWidget !== 'function') return framed(undefined);
    const rendered = await render(call, worker);
    if (typeof rendered === 'string') {
      if (!isForData) return framed(rendered);
      widgetMarkup.keep(identifier, rendered);
      return answer({ markup: true });
    }
    const { parts, problems } = checkWidget(
      rendered,
      call.worker.actions.map(({ name }) => name),
    );
    if (problems === undefined) return answer({ markup: false, parts: [...parts] });
    const code = 'widget-invalid';
    const errors = problems.map(({ pointer, message }) => ({ pointer, code, detail: message }));
    throw problem(500, 'widget-invalid', widgetProblemText(call.worker.identifier, problems), { errors });
  },
};

const answer = (widget: WidgetAnswer): Response => json(widget);

/** The page asks for data first; a frame, and who takes anything, gets the markup. */
function wantsData(request: Request): boolean {
  const accept = request.headers.get('accept') ?? '';
  return accept.includes('application/json') && !accept.includes('text/html');
}

/** What the worker gives, within a limit: a promise that never ends must not keep the request open. */
async function render({ stask, worker: { identifier } }: Call, worker: TaskInterface): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const detail = `renderWidget() of worker "${identifier}" took more than ${RENDER_MAX_MS / 1000} s.`;
      reject(problem(500, 'widget-slow', detail));
    }, RENDER_MAX_MS);
  });
  const rendering = (async (): Promise<unknown> => {
    try {
      return await worker.renderWidget?.();
    } catch (error) {
      stask.options.logger.error({ identifier, error }, `The widget of "${identifier}" threw: ${messageOf(error)}`);
      const said = messageOf(error).slice(0, MESSAGE_MAX_LENGTH);
      throw problem(500, 'widget-failed', `renderWidget() of worker "${identifier}" threw: ${said}`);
    }
  })();
  try {
    return await Promise.race([rendering, late]);
  } finally {
    clearTimeout(timer);
  }
}
