import { signal } from '@preact/signals';
import type { Permission, SessionInfo } from '../api.js';

/** Who is here and what they may do; set before the first screen is drawn. */
export const session = signal<SessionInfo | undefined>(undefined);

/** Whether a button is worth showing; the server decides again for each thing. */
export function may(permission: Permission): boolean {
  return session.value?.permissions.includes(permission) ?? false;
}
