import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';

export interface FaultyServer {
  readonly origin: string;
  readonly host: string;
  readonly requests: IncomingMessage[];
  /** How it answers from now on. */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
}

/** A server on this machine that answers as each test says, closed after the tests of the file. */
export async function startServer(): Promise<FaultyServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    started.answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const started: FaultyServer = {
    origin: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    requests,
    answer: (_request, response) => response.end(),
  };
  return started;
}

/** Answers with a file as a good server does: ranges, ETag, If-Range. */
export function serveFile(body: Buffer, { etag = '"v1"' } = {}): FaultyServer['answer'] {
  return (request, response) => {
    const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
    response.setHeader('etag', etag);
    if (from === undefined || request.headers['if-range'] !== etag) {
      response.writeHead(200, { 'content-length': body.length }).end(body);
      return;
    }
    const start = Number(from);
    if (start >= body.length) {
      response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
      return;
    }
    const headers = {
      'content-range': `bytes ${start}-${body.length - 1}/${body.length}`,
      'content-length': body.length - start,
    };
    response.writeHead(206, headers).end(body.subarray(start));
  };
}
