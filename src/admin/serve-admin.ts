import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StaskError } from '../errors.js';
import type { Stask } from '../stask.js';
import type { AdminOptions } from './admin-options.js';
import { createAdmin } from './create-admin.js';
import { toNodeHandler } from './node-handler.js';
import { oneTimeToken } from './one-time-token.js';

export interface ServeOptions {
  /** Default 0: a free one. */
  readonly port?: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /**
   * Asks for a token that `signInUrl` carries, once. Default true; false leaves the admin to its own rules, so it is open
   * to this machine outside of production.
   */
  readonly token?: boolean;
  readonly admin?: AdminOptions;
}

export interface AdminServer {
  readonly port: number;
  /** `http://127.0.0.1:4100` */
  readonly url: string;
  /** The same with the token, to open once. */
  readonly signInUrl: string;
  close(): Promise<void>;
}

/**
 * Serves the admin by itself, at the root of a server of its own.
 *
 * @throws StaskError `STASK_CONFIG_INVALID` when the port cannot be used
 */
export async function serveAdmin(
  stask: Stask,
  { port = 0, host = '127.0.0.1', token = true, admin: options = {} }: ServeOptions = {},
): Promise<AdminServer> {
  const oneTime = token && options.auth === undefined ? oneTimeToken() : undefined;
  const admin = createAdmin(stask, oneTime === undefined ? options : { ...options, auth: oneTime.auth });
  const handle = toNodeHandler(admin);
  const server = createServer((incoming, outgoing) => void handle(incoming, outgoing));
  await listen(server, port, host);
  const { port: bound } = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
  return {
    port: bound,
    url,
    signInUrl: oneTime === undefined ? url : `${url}/?token=${oneTime.token}`,
    close() {
      admin.close();
      return new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      });
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const what = cause.code === 'EADDRINUSE' ? 'is in use. Give another --port' : `cannot be used: ${cause.message}`;
      reject(new StaskError('STASK_CONFIG_INVALID', `Port ${port} of ${host} ${what}.`, { cause }));
    });
    server.listen(port, host, resolve);
  });
}
