import type { Route } from './call.js';
import { WIDGET_PART_SCHEMA } from '../schema/widget/shapes.js';
import { STASK_VERSION } from './version.js';

/** The OpenAPI 3.1 document, made from the routes that serve and guard it. */
export function openApiDocument(routes: readonly Route[], base: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operationOf(route);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'sTask admin', version: STASK_VERSION },
    servers: [{ url: `${base}/api/v1` }],
    paths,
    components: {
      schemas: {
        WidgetPart: WIDGET_PART_SCHEMA,
        WidgetAnswer: {
          type: 'object',
          required: ['markup'],
          properties: {
            markup: { type: 'boolean', description: 'True: the widget is a page, which `Accept: text/html` gives.' },
            parts: { type: 'array', items: { $ref: '#/components/schemas/WidgetPart' } },
          },
        },
        Problem: {
          type: 'object',
          required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'params'],
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            detail: { type: 'string' },
            instance: { type: 'string' },
            code: { type: 'string', description: 'What happened, for programs; `params` belong to it.' },
            params: { type: 'object' },
            errors: {
              type: 'array',
              items: {
                type: 'object',
                properties: {
                  pointer: { type: 'string', description: 'JSON Pointer into the body.' },
                  code: { type: 'string' },
                  detail: { type: 'string' },
                },
              },
            },
          },
        },
      },
    },
  };
}

function operationOf({ method, path, permission, summary, query = {}, body, content, answers }: Route): object {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: name === 'task' ? 'integer' : 'string' },
  }));
  const inQuery = Object.entries(query).map(([name, description]) => ({
    name,
    in: 'query',
    description,
    schema: { type: 'string' },
  }));
  const success = { description: summary, ...(content === undefined ? {} : { content: mediaTypes(content) }) };
  const succeeded = answers.map((status) => [String(status), success] as const);
  const failed = {
    description: 'What went wrong',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  return {
    operationId: `${method.toLowerCase()} ${path}`.replaceAll(/[^a-z0-9]+/gi, '_').replaceAll(/^_|_$/g, ''),
    summary,
    description: permission === null ? 'Needs a signed-in user.' : `Needs the permission \`${permission}\`.`,
    ...(inPath.length + inQuery.length === 0 ? {} : { parameters: [...inPath, ...inQuery] }),
    ...(body === undefined ? {} : { requestBody: { content: { 'application/json': { schema: body } } } }),
    responses: { ...Object.fromEntries(succeeded), default: failed },
  };
}

function mediaTypes(content: NonNullable<Route['content']>): object {
  return Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }]));
}
