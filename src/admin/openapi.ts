import type { Route } from './call.js';
import { PROBLEM_CODES } from './problem-codes.js';
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
      responses: {
        Problem: {
          description: 'What went wrong',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
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
            code: {
              anyOf: [{ enum: PROBLEM_CODES }, { type: 'string', pattern: '^STASK_' }],
              description: 'What happened, for programs; `params` belong to it.',
            },
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

function operationOf(route: Route): object {
  const { method, path, permission, summary, query = {}, headers = {}, body, takesBytes, content, answers } = route;
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
  const inHeaders = Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    description,
    schema: { type: 'string' },
  }));
  const parameters = [...inPath, ...inQuery, ...inHeaders];
  const success = { description: summary, ...(content === undefined ? {} : { content: mediaTypes(content) }) };
  const succeeded = answers.map((status) => [String(status), success] as const);
  return {
    operationId: `${method.toLowerCase()} ${path}`.replaceAll(/[^a-z0-9]+/gi, '_').replaceAll(/^_|_$/g, ''),
    summary,
    description: permission === null ? 'Needs a signed-in user.' : `Needs the permission \`${permission}\`.`,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { content: { 'application/json': { schema: body } } } }),
    ...(takesBytes ? { requestBody: { required: true, content: { 'application/octet-stream': {} } } } : {}),
    responses: { ...Object.fromEntries([...succeeded, ...refusedBy(route)]), default: PROBLEM },
  };
}

const PROBLEM = { $ref: '#/components/responses/Problem' };

/** Statuses of problems that follow from what a route takes; what else a handler refuses is under `default`. */
function refusedBy({ path, permission, body, takesBytes, headers = {}, query }: Route): Array<[string, object]> {
  const statuses = [
    401,
    ...(permission === null ? [] : [403]),
    ...(path.includes(':') ? [404] : []),
    ...(query === undefined ? [] : [400]),
    ...(body === undefined && !takesBytes ? [] : [400, 413, 415]),
    ...(body === undefined ? [] : [422]),
    ...('If-Match' in headers ? [412, 428] : []),
    ...('Range' in headers ? [416] : []),
    503,
  ];
  return [...new Set(statuses)].map((status) => [String(status), PROBLEM]);
}

function mediaTypes(content: NonNullable<Route['content']>): object {
  return Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }]));
}
