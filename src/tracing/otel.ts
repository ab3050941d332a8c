import type { Meter, Tracer } from '@opentelemetry/api';

export type OtelApi = typeof import('@opentelemetry/api');

/** The host's OpenTelemetry, as far as sTask uses it. */
export interface Otel {
  readonly api: OtelApi;
  readonly tracer: Tracer;
  readonly meter: Meter;
}

const SCOPE = 'stask';
const PACKAGE = '@opentelemetry/api';
let loading: Promise<OtelApi | undefined> | undefined;

/**
 * What the host has installed, or undefined; looked for once in a process. Without an SDK its calls do nothing.
 *
 * @param onProblem told when the package is there and cannot be loaded: tasks run as ever, without tracing
 */
export async function loadOtel(onProblem: (error: unknown) => void): Promise<Otel | undefined> {
  let api: OtelApi | undefined;
  try {
    api = await (loading ??= importApi());
  } catch (error) {
    onProblem(error);
  }
  if (api === undefined) return undefined;
  return { api, tracer: api.trace.getTracer(SCOPE), meter: api.metrics.getMeter(SCOPE) };
}

/** Whether an SDK is there by now that makes spans of what the tracer is told; a host may register it late. */
export function tracingCheck({ api }: Otel): () => boolean {
  const none = new api.ProxyTracerProvider().getDelegate();
  return () => {
    const provider = api.trace.getTracerProvider();
    return !(provider instanceof api.ProxyTracerProvider) || provider.getDelegate() !== none;
  };
}

/** Whether the meter keeps what it is told: one that was asked for before an SDK was registered never does. */
export const isMetered = ({ api, meter }: Otel): boolean => meter !== api.createNoopMeter();

async function importApi(): Promise<OtelApi | undefined> {
  try {
    return await import('@opentelemetry/api');
  } catch (error) {
    if (isNotInstalled(error)) return undefined;
    throw error;
  }
}

/** The package itself is missing, not one of its files: Node quotes its name, Plug'n'Play says it by a code of its own. */
function isNotInstalled(error: unknown): boolean {
  const { code, message, pnpCode } = error as { code?: unknown; message?: unknown; pnpCode?: unknown };
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return false;
  return pnpCode !== undefined || String(message).includes(`'${PACKAGE}'`);
}
