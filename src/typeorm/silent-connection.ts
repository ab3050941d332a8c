import type { QueryRunnerLike } from './data-source.js';

/** As far as the drivers of both servers have it in common. */
interface Connection {
  /** mysql2 */
  readonly stream?: Destroyable;
  /** pg */
  readonly connection?: { readonly stream?: Destroyable };
}
interface Destroyable {
  destroy(error: Error): unknown;
}

/**
 * Runs a statement on a connection that may have died without a word, as when a firewall forgets it: without an answer in
 * time the connection is destroyed, so that its pool opens another, and the statement fails like one on a lost connection.
 */
export async function answeredWithin<T>(
  runner: QueryRunnerLike,
  withinMs: number,
  statement: () => Promise<T>,
): Promise<T> {
  if (!Number.isFinite(withinMs) || runner.connect === undefined) return statement();
  const connection = (await runner.connect()) as Connection;
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = Object.assign(new Error(`no answer within ${withinMs} ms`), { code: 'ETIMEDOUT' });
      (connection.stream ?? connection.connection?.stream)?.destroy(error);
      reject(error);
    }, withinMs);
  });
  try {
    return await Promise.race([statement(), silence]);
  } finally {
    clearTimeout(timer);
  }
}
