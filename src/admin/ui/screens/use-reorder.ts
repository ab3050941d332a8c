import { useEffect, useRef, useState } from 'preact/hooks';

export interface Reorder {
  readonly list: { current: HTMLUListElement | null };
  /** Place that is dragged, and the place it would take. */
  readonly drag: { from: number; to: number } | undefined;
  readonly onPointerDown: (place: number, event: PointerEvent) => void;
}

/** Dragging the items of a list to another place; `move` is called once, when the pointer is let go. */
export function useReorder(move: (from: number, to: number) => void): Reorder {
  const list = useRef<HTMLUListElement>(null);
  const [drag, setDrag] = useState<{ from: number; to: number }>();
  const latest = useRef({ move, drag });
  latest.current = { move, drag };

  const isDragging = drag !== undefined;
  useEffect(() => {
    if (!isDragging) return undefined;
    const stop = new AbortController();
    const { signal } = stop;
    const end = (apply: boolean): void => {
      const { from, to } = latest.current.drag ?? { from: 0, to: 0 };
      setDrag(undefined);
      if (apply && from !== to) latest.current.move(from, to);
    };
    addEventListener('pointermove', ({ clientY }) => setDrag((at) => at && { ...at, to: placeAt(clientY) }), {
      signal,
    });
    addEventListener('pointerup', () => end(true), { signal });
    addEventListener('pointercancel', () => end(false), { signal });
    addEventListener('keydown', ({ key }) => key === 'Escape' && end(false), { signal });
    return () => stop.abort();
  }, [isDragging]);

  const placeAt = (y: number): number => {
    const items = [...(list.current?.children ?? [])];
    const below = items.findIndex((item) => y < item.getBoundingClientRect().bottom);
    return below === -1 ? items.length - 1 : below;
  };
  return {
    list,
    drag,
    onPointerDown: (place, event) => {
      if (event.button !== 0) return;
      event.preventDefault(); // no text is selected on the way
      (event.currentTarget as HTMLElement).focus();
      setDrag({ from: place, to: place });
    },
  };
}
