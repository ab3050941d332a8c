import type { Attributes } from '@opentelemetry/api';

/** What a task is sent to, in the words of the messaging conventions: one name for each action. */
export const destinationOf = ({ identifier, action }: { identifier: string; action: string }): string =>
  `${identifier}.${action}`;

/** @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/ */
export const operation = (name: string, type: 'send' | 'process', destination: string | undefined): Attributes => ({
  'messaging.system': 'stask',
  'messaging.operation.name': name,
  'messaging.operation.type': type,
  ...(destination !== undefined && { 'messaging.destination.name': destination }),
});

/** A low-cardinality name of an error: the code of ours, else the name of its class. */
export function errorType(error: unknown): string {
  const { code, name } = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  if (typeof code === 'string' && code !== '') return code;
  return typeof name === 'string' && name !== '' ? name : '_OTHER';
}
