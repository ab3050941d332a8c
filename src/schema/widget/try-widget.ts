import { messageOf } from '../../errors.js';
import { actionsOf } from '../../worker/actions-of.js';
import type { TaskInterface } from '../../worker/task-interface.js';
import { checkWidget, widgetProblemText } from './check-widget.js';

/** How the widget of a worker is shown, `none` without `renderWidget()`; `problem` when it cannot be. */
export interface TriedWidget {
  readonly identifier: string;
  readonly shown: 'none' | 'markup' | 'described';
  readonly problem?: string;
}

/** Renders the widget of an instance outside of a host, as a new installation would show it first. */
export async function tryWidget(worker: TaskInterface): Promise<TriedWidget> {
  const identifier = worker.identifier();
  if (typeof worker.renderWidget !== 'function') return { identifier, shown: 'none' };
  try {
    const rendered = await worker.renderWidget();
    if (typeof rendered === 'string') return { identifier, shown: 'markup' };
    const { actions } = actionsOf(worker.constructor);
    const { problems } = checkWidget(
      rendered,
      actions.map(({ name }) => name),
    );
    if (problems === undefined) return { identifier, shown: 'described' };
    return { identifier, shown: 'described', problem: widgetProblemText(identifier, problems) };
  } catch (error) {
    return { identifier, shown: 'described', problem: `renderWidget() of "${identifier}" threw: ${messageOf(error)}` };
  }
}
