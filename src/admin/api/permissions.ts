/** What a user may do; `can(user, permission, subject)` of the host answers each. */
export const PERMISSIONS = [
  'tasks.read',
  'tasks.run',
  'tasks.cancel',
  'tasks.retry',
  'tasks.delete',
  'tasks.payload',
  'tasks.logs',
  'workers.read',
  'workers.manage',
  'settings.read',
  'settings.write',
  'schedules.read',
  'schedules.write',
  'system.read',
] as const;

export type Permission = (typeof PERMISSIONS)[number];
