/** Why the `signal` of a running task was aborted. */
export type AbortKind = 'cancel' | 'timeout' | 'lost' | 'stop';

const TEXTS: Readonly<Record<AbortKind, string>> = {
  cancel: 'The task was cancelled.',
  timeout: 'The task ran longer than it may.',
  lost: 'The task was given to another runner, because this one was silent for too long.',
  stop: 'The runner stops.',
};

/** The reason that `task.signal.reason` shows to a handler. */
export function abortReason(kind: AbortKind, detail = TEXTS[kind]): DOMException & { readonly kind: AbortKind } {
  const reason = new DOMException(detail, kind === 'timeout' ? 'TimeoutError' : 'AbortError');
  return Object.defineProperty(reason, 'kind', { value: kind }) as DOMException & { readonly kind: AbortKind };
}
