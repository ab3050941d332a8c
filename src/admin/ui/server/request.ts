import { signal as makeSignal } from '@preact/signals';
import type { Problem } from '../../api.js';
import { apiHref } from '../config.js';

/** What is missing, as the last answer shows; the page waits and comes back by itself. */
export const missing = makeSignal<'server' | 'database' | undefined>(undefined);

export interface Answer<T> {
  readonly body: T;
  readonly etag: string | null;
  readonly status: number;
}

/** What `request` throws: the server's problem, or one made here when there was no answer. */
export interface RequestFailure extends Error {
  readonly problem: Problem;
}

export interface RequestOptions {
  body?: unknown;
  /** Sent as they are instead of `body`. */
  bytes?: Blob;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** @throws RequestFailure when the answer is not 2xx or there is none */
export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
  const response = await send(method, path, options);
  const problem = response.ok ? undefined : await readProblem(response);
  missing.value =
    response.status !== 503 ? undefined : problem?.code.startsWith('STASK_DATABASE') ? 'database' : 'server';
  if (problem) throw failure(problem);
  const body = response.status === 204 ? undefined : await response.json();
  return { body: body as T, etag: response.headers.get('etag'), status: response.status };
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await request<T>('GET', path, { signal })).body;
}

export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Error && 'problem' in thrown) return (thrown as RequestFailure).problem;
  return localProblem('page-fault', thrown instanceof Error ? thrown.message : String(thrown));
}

async function send(method: string, path: string, options: RequestOptions): Promise<Response> {
  const json = options.body === undefined ? undefined : JSON.stringify(options.body);
  const type = options.bytes ? 'application/octet-stream' : 'application/json';
  try {
    return await fetch(apiHref(path), {
      method,
      headers: {
        accept: 'application/json',
        ...(json || options.bytes ? { 'content-type': type } : {}),
        ...options.headers,
      },
      body: options.bytes ?? json,
      signal: options.signal,
      credentials: 'same-origin',
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    missing.value = 'server';
    throw failure(localProblem('server-away', ''), cause);
  }
}

async function readProblem(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null); // a proxy in between may answer HTML
  if (typeof body === 'object' && body !== null && 'code' in body) return body as Problem;
  return { ...localProblem('http-status', ''), status: response.status, params: { status: response.status } };
}

function localProblem(code: string, detail: string): Problem {
  return { type: 'about:blank', title: code, status: 0, detail, instance: '', code, params: {} };
}

function failure(problem: Problem, cause?: unknown): RequestFailure {
  return Object.assign(new Error(problem.detail || problem.title, { cause }), { problem });
}
