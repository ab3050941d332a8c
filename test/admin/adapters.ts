import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import compression from 'compression';
import express from 'express';
import { fastify } from 'fastify';
import { Hono } from 'hono';
import { fastifyAdmin, toNodeHandler, type Admin } from 'stask/admin';

export const BASE = '/admin/stask';

export interface Running {
  readonly port: number;
  close(): Promise<void>;
}

@Module({})
class EmptyModule {}

/** Every way to mount the admin, each behind what real hosts put before it. */
export const ADAPTERS: Readonly<Record<string, (admin: Admin) => Promise<Running>>> = {
  async 'node:http'(admin) {
    const handle = toNodeHandler(admin, { basePath: BASE });
    return running(createServer((incoming, outgoing) => void handle(incoming, outgoing)));
  },
  async 'Express 5 behind parsers and compression'(admin) {
    const app = express();
    app.use(compression(), express.json(), express.urlencoded({ extended: true }), express.text());
    app.use(BASE, toNodeHandler(admin));
    return running(createServer(app));
  },
  async 'Express 5 in a router of a router'(admin) {
    const app = express();
    const inner = express.Router().use('/stask', toNodeHandler(admin));
    app.use(express.json(), express.Router().use('/admin', inner));
    return running(createServer(app));
  },
  async 'Fastify 5'(admin) {
    const app = fastify();
    app.addContentTypeParser('text/csv', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    await app.register(fastifyAdmin(admin) as never, { prefix: BASE });
    app.post('/own', (request) => ({ got: request.body }));
    await app.listen({ port: 0, host: '127.0.0.1' });
    return { port: (app.server.address() as AddressInfo).port, close: () => app.close() };
  },
  async 'Hono mount'(admin) {
    const app = new Hono();
    app.mount(BASE, admin.fetch);
    return new Promise((resolve) => {
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
        resolve({ port, close: () => closed(server as Server) }),
      );
    });
  },
  async 'NestJS 12 on Express'(admin) {
    const app = await NestFactory.create(EmptyModule, { logger: false });
    app.use(compression());
    app.use(BASE, toNodeHandler(admin));
    await app.listen(0, '127.0.0.1');
    return { port: (app.getHttpServer().address() as AddressInfo).port, close: () => app.close() };
  },
  async 'NestJS 12 on Fastify'(admin) {
    const app = await NestFactory.create<NestFastifyApplication>(EmptyModule, new FastifyAdapter(), { logger: false });
    await app
      .getHttpAdapter()
      .getInstance()
      .register(fastifyAdmin(admin) as never, { prefix: BASE });
    await app.listen(0, '127.0.0.1');
    return { port: (app.getHttpServer().address() as AddressInfo).port, close: () => app.close() };
  },
};

function running(server: Server): Promise<Running> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve({ port: (server.address() as AddressInfo).port, close: () => closed(server) }),
    );
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
