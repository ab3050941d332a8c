import { signal } from '@preact/signals';

/** Rises when everything shown should be fetched again: events were missed, the tab came back, or it is polled. */
export const pulse = signal(0);

export function beat(): void {
  pulse.value += 1;
}
