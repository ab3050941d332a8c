/** The page asks for data first and, told that there is markup, for a frame of it at once. */
const KEPT_MS = 5_000;
const KEPT_MAX_LENGTH = 1_000_000;

/** Markup of widgets between those two requests, so that the worker renders it once for both. */
export interface WidgetMarkup {
  keep(identifier: string, markup: string): void;
  /** Given once, for what it tells is soon old. */
  take(identifier: string): string | undefined;
}

export function createWidgetMarkup(now: () => number = () => performance.now()): WidgetMarkup {
  const kept = new Map<string, { readonly markup: string; readonly until: number }>();
  return {
    keep(identifier, markup) {
      if (markup.length <= KEPT_MAX_LENGTH) kept.set(identifier, { markup, until: now() + KEPT_MS });
    },
    take(identifier) {
      const one = kept.get(identifier);
      kept.delete(identifier);
      return one !== undefined && now() < one.until ? one.markup : undefined;
    },
  };
}
