import { describe, type FieldProblem } from '../../errors.js';
import { isPlainObject } from '../../worker/dot-path.js';
import type { WidgetPart } from '../../worker/widget.js';
import { part, partList, WIDGET_LIMITS } from './shapes.js';
import { copyOf, type Place } from './shape.js';

/** What the admin draws, plain JSON; or what is wrong, at most five problems. */
export type CheckedWidget =
  | { readonly parts: readonly WidgetPart[]; readonly problems?: undefined }
  | { readonly problems: readonly FieldProblem[]; readonly parts?: undefined };

const MAX_PROBLEMS = 5;

/**
 * Checks what `renderWidget()` gave, when that is no text. The copy shares nothing with it: nothing that the worker does
 * later changes it, and no code of the worker runs when it is written as JSON. `null` and `undefined` are no parts.
 *
 * @param actions names of the worker's actions, which are those that a button may open
 */
export function checkWidget(given: unknown, actions: readonly string[]): CheckedWidget {
  if (given === null || given === undefined) return { parts: [] };
  if (!Array.isArray(given) && !isPlainObject(given))
    return problemsOf([{ pointer: '', message: `expects HTML, a part or an array of parts, got ${describe(given)}` }]);
  const place: Place = { path: [], found: [], depth: 0, actions };
  const copy = Array.isArray(given) ? copyOf(partList, given, place) : [part.copy(given, place)];
  if (place.found.length > 0) return problemsOf(place.found);
  const parts = copy as WidgetPart[];
  const bytes = Buffer.byteLength(JSON.stringify(parts));
  if (bytes <= WIDGET_LIMITS.bytes) return { parts };
  return problemsOf([
    { pointer: '', message: `expects at most ${WIDGET_LIMITS.bytes} bytes as JSON, got ${bytes}; show less of it` },
  ]);
}

/** One line for each problem: which worker, where in its widget, what was expected and what came. */
export function widgetProblemText(identifier: string, problems: readonly FieldProblem[]): string {
  const texts = problems.map(({ pointer, message }) => `${pointer || 'it'} ${message}`);
  return `The widget of worker "${identifier}" cannot be drawn: ${texts.join('; ')}.`;
}

const problemsOf = (problems: readonly FieldProblem[]): CheckedWidget => ({
  problems: problems.slice(0, MAX_PROBLEMS),
});
