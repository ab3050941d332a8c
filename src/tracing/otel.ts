import type { Meter, Tracer } from '@opentelemetry/api';

export type OtelApi = typeof import('@opentelemetry/api');

/** The host's OpenTelemetry, as far as sTask uses it. */
export interface Otel {
  readonly api: OtelApi;
  readonly tracer: Tracer;
  readonly meter: Meter;
}

const SCOPE = 'stask';
let loading: Promise<OtelApi | undefined> | undefined;

/** What the host has installed, or undefined; looked for once in a process. Without an SDK its calls do nothing. */
export async function loadOtel(): Promise<Otel | undefined> {
  // Not installed, or installed and broken: either way there is nothing to trace with, and tasks run as ever.
  const api = await (loading ??= import('@opentelemetry/api').catch(() => undefined));
  if (api === undefined) return undefined;
  return { api, tracer: api.trace.getTracer(SCOPE), meter: api.metrics.getMeter(SCOPE) };
}
