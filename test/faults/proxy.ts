import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy in front of a database server, by which connections are cut, paused and refused. */
export interface Proxy {
  readonly port: number;
  /** Destroys every connection; new ones work. */
  cut(): void;
  /** The connections there are die without a word: nothing comes or goes any more, and no end; new ones work. */
  swallow(): void;
  /** Nothing goes through, in either direction, until `resume`. */
  pause(): void;
  resume(): void;
  /** Like a server that is down: connections are destroyed, new ones end at once, until `accept`. */
  refuse(): void;
  accept(): void;
  close(): Promise<void>;
}

export async function openProxy(host: string, port: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let paused = false;
  let refusing = false;

  const server = createServer((client) => {
    if (refusing) client.destroy();
    else joinBoth(client, connect(port, host));
  });

  function joinBoth(client: Socket, upstream: Socket): void {
    join(client, upstream);
    join(upstream, client);
  }
  function join(from: Socket, to: Socket): void {
    sockets.add(from);
    from.setNoDelay(true);
    from.pipe(to);
    if (paused) from.pause();
    const end = (): void => {
      sockets.delete(from);
      to.destroy();
    };
    from.on('error', end).on('close', end);
  }
  function cut(): void {
    for (const socket of sockets) socket.destroy();
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    cut,
    swallow() {
      for (const socket of sockets) socket.unpipe().pause();
    },
    pause() {
      paused = true;
      for (const socket of sockets) socket.pause();
    },
    resume() {
      paused = false;
      for (const socket of sockets) socket.resume();
    },
    refuse() {
      refusing = true;
      cut();
    },
    accept() {
      refusing = false;
    },
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
