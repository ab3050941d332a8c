import { StaskError } from '../errors.js';
import { nearNames } from '../near-names.js';

/** The error for an identifier without a row; names those that look alike. */
export function workerNotFound(identifier: string, known: readonly string[]): StaskError {
  const near = nearNames(identifier.slice(0, 64), known);
  const hint =
    near.length > 0
      ? `Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`
      : known.length === 0
        ? 'No worker is registered.'
        : `Known: ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}.`;
  const shown = JSON.stringify(identifier.slice(0, 80));
  return new StaskError(
    'STASK_WORKER_NOT_FOUND',
    `No worker ${shown}. ${hint} Just installed? Run \`stask discover\`.`,
  );
}
