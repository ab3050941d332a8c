/** A connection's socket as far as both drivers have it. */
interface Socket {
  readonly destroyed: boolean;
  destroy(): unknown;
  unref?(): unknown;
}

/** What TypeORM's drivers keep: a pool of pg, or one of mysql2. */
interface PoolingDriver {
  readonly master?: { readonly _clients?: Iterable<{ readonly connection?: { readonly stream?: Socket } }> };
  readonly pool?: { readonly _allConnections?: { toArray?(): Array<{ readonly stream?: Socket }> } };
}

/** How long a server has to answer the goodbye. */
const GOODBYE_MS = 1_000;

/** Sockets of the pool of a TypeORM driver; none where there is no pool. */
export function socketsOf(driver: object): Socket[] {
  const { master, pool } = driver as PoolingDriver;
  const { _clients: clients = [] } = master ?? {};
  const { _allConnections: connections } = pool ?? {};
  const sockets = [
    ...[...clients].map(({ connection }) => connection?.stream),
    ...(connections?.toArray?.() ?? []).map(({ stream }) => stream),
  ];
  return sockets.filter((socket) => socket !== undefined);
}

/**
 * Forgets sockets whose pool was closed: a pool says goodbye and leaves it to the server to close, so that over a dead line
 * the process could not end until the system gives the line up, minutes later.
 */
export function letGo(sockets: readonly Socket[]): void {
  for (const socket of sockets) socket.unref?.();
  const timer = setTimeout(() => {
    for (const socket of sockets) if (!socket.destroyed) socket.destroy();
  }, GOODBYE_MS);
  timer.unref();
}
