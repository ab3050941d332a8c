import { shownValue, unknownField } from '../check-fields.js';
import { STATUS_TEXTS } from './task-state.js';

const KNOWN = ['progress', 'processed', 'total', 'eta', 'message', 'status'];
const NUMBERS = ['progress', 'processed', 'total'] as const;
const TEXTS = ['eta', 'message'] as const;

/**
 * What an author should correct in a report of progress; undefined when it is fine. Such a report is taken as far as it
 * goes, so this is for the task's log and never an error. Never throws.
 */
export function progressComplaint(update: object): string | undefined {
  try {
    const problem = problemOf(update);
    return problem && `A report of progress was not taken as it stands: ${problem}`;
  } catch (error) {
    return `A report of progress was not taken as it stands: reading it throws ${shownValue(String(error))}.`;
  }
}

function problemOf(update: object): string | undefined {
  if (typeof update !== 'object' || update === null || Array.isArray(update))
    return `it must be an object with ${KNOWN.join(', ')}, got ${shownValue(update)}.`;
  for (const key in update) if (!KNOWN.includes(key)) return unknownField(update, KNOWN);
  const given = update as Readonly<Record<string, unknown>>;
  for (const key of NUMBERS) {
    const value = given[key];
    if (value !== undefined && typeof value !== 'number') return `${key} must be a number, got ${shownValue(value)}.`;
  }
  for (const key of TEXTS) {
    const value = given[key];
    if (value !== undefined && typeof value !== 'string') return `${key} must be a text, got ${shownValue(value)}.`;
  }
  const status = given['status'];
  if (status === undefined || STATUS_TEXTS.some((known) => known === status)) return undefined;
  return `status must be one of ${STATUS_TEXTS.join(', ')}, got ${shownValue(status)}. Leave it out: the run decides.`;
}
