import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { isStaskError, type StaskError, type StaskErrorCode } from '../errors.js';
import type { Problem } from './api.js';
import type { ProblemCode } from './problem-codes.js';

export interface ProblemDetails {
  readonly params?: Record<string, unknown>;
  readonly errors?: Problem['errors'];
  readonly headers?: Record<string, string>;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  410: 'Gone',
  412: 'Changed meanwhile',
  413: 'Too large',
  415: 'Unsupported media type',
  416: 'Range not satisfiable',
  422: 'Invalid',
  428: 'Precondition required',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Not available',
};

/** An `application/problem+json` answer (RFC 9457). */
export function problemResponse(
  status: number,
  code: ProblemCode | StaskErrorCode,
  detail: string,
  { params = {}, errors, headers = {} }: ProblemDetails = {},
): Response {
  const body: Omit<Problem, 'instance'> = {
    type: 'about:blank',
    title: TITLES[status] ?? 'Error',
    status,
    detail,
    code,
    params,
    ...(errors === undefined ? {} : { errors }),
  };
  const all = { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers };
  return new Response(JSON.stringify(body), { status, headers: all });
}

/** The same to throw. */
export function problem(
  status: number,
  code: ProblemCode | StaskErrorCode,
  detail: string,
  more?: ProblemDetails,
): HTTPException {
  return new HTTPException(status as ContentfulStatusCode, {
    message: detail,
    res: problemResponse(status, code, detail, more),
  });
}

/** 422 for one field of the body, named by its JSON Pointer. */
export function invalidField(pointer: string, detail: string): HTTPException {
  return problem(422, 'body-invalid', detail, { errors: [{ pointer, code: 'body-invalid', detail }] });
}

const STATUSES: Partial<Record<StaskErrorCode, number>> = {
  STASK_WORKER_NOT_FOUND: 404,
  STASK_ACTION_NOT_FOUND: 404,
  STASK_TASK_NOT_FOUND: 404,
  STASK_PACKAGE_NOT_FOUND: 404,
  STASK_WORKER_INACTIVE: 409,
  STASK_WORKER_LOAD_FAILED: 409,
  STASK_TASK_STATE: 409,
  STASK_SCAN_INCOMPLETE: 409,
  STASK_CLEAN_TOO_MANY: 409,
  STASK_IDENTIFIER_TAKEN: 409,
  STASK_ACTION_CONFLICT: 409,
  STASK_OPTIONS_INVALID: 422,
  STASK_DATA_INVALID: 422,
  STASK_SETTINGS_INVALID: 422,
  STASK_SCHEDULE_INVALID: 422,
  STASK_PRIORITY_INVALID: 422,
  STASK_CONTRACT_INVALID: 422,
  STASK_IDENTIFIER_INVALID: 422,
  STASK_USAGE: 400,
};

const AWAY: ReadonlySet<StaskErrorCode> = new Set([
  'STASK_DATABASE_LOCKED',
  'STASK_DATABASE_NOT_MIGRATED',
  'STASK_DATABASE_READONLY',
  'STASK_DATABASE_UNAVAILABLE',
  'STASK_CLOSED',
]);

/** The answer for anything thrown; `report` hears of what is nobody's fault but ours. Never holds a stack. */
export function answerError(error: unknown, report: (error: unknown) => void): Response {
  if (error instanceof HTTPException) return error.getResponse();
  if (!isStaskError(error)) {
    report(error);
    return problemResponse(500, 'internal', 'Something went wrong; the log of the host says more.');
  }
  if (AWAY.has(error.code)) {
    report(error);
    const detail = 'The database cannot be used at the moment. Try again shortly.';
    return problemResponse(503, error.code, detail, { headers: { 'retry-after': '5' } });
  }
  const status = STATUSES[error.code];
  if (status === undefined) report(error);
  return problemResponse(status ?? 500, error.code, error.message, fieldErrors(error));
}

function fieldErrors({ fields, code }: StaskError): ProblemDetails {
  if (fields.length === 0) return {};
  return { errors: fields.map(({ pointer, message }) => ({ pointer, code, detail: message })) };
}
