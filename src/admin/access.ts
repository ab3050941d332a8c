import type { WorkerRow } from '../store/worker-store.js';
import type { ResolvedAdminOptions, Subject } from './admin-options.js';
import { PERMISSIONS, type Permission } from './api.js';

/** What the user of one request may do. */
export interface Access {
  readonly user: unknown;
  readonly userId: string;
  readonly userName: string;
  can(permission: Permission, subject: Subject): Promise<boolean>;
  /** Whether it holds for anything at all. */
  any(permission: Permission): Promise<boolean>;
  /** Identifiers of the workers it holds for; undefined when it holds for every task, also of workers that are gone. */
  workersWith(permission: Permission): Promise<readonly string[] | undefined>;
  permissions(): Promise<Permission[]>;
}

export function createAccess(
  user: unknown,
  { can, scopes }: Pick<ResolvedAdminOptions, 'can' | 'scopes'>,
  workers: () => Promise<readonly WorkerRow[]>,
): Access {
  const allowed: Access['can'] = async (permission, subject) => {
    if (scopes !== undefined && subject.worker !== undefined && !scopes.includes(subject.scope ?? '')) return false;
    if (can === undefined) return true;
    const answer: unknown = await can(user, permission, subject);
    return answer === true; // of JavaScript anything may come, and only `true` is a yes
  };
  const workersWith: Access['workersWith'] = async (permission) => {
    if (can === undefined && scopes === undefined) return undefined;
    const rows = await workers();
    const answers = await Promise.all(rows.map((row) => allowed(permission, subjectOf(row))));
    const everything = scopes === undefined && answers.every(Boolean) && (await allowed(permission, {}));
    return everything ? undefined : rows.filter((_, index) => answers[index]).map(({ identifier }) => identifier);
  };
  const any: Access['any'] = async (permission) => {
    if (await allowed(permission, {})) return true;
    const some = await workersWith(permission);
    return some === undefined || some.length > 0;
  };
  return {
    user,
    userId: textOf(user, ['id', 'sub', 'email', 'username', 'name']),
    userName: textOf(user, ['name', 'username', 'email', 'id', 'sub']),
    can: allowed,
    any,
    workersWith,
    async permissions() {
      const held = await Promise.all(PERMISSIONS.map(any));
      return PERMISSIONS.filter((_, index) => held[index]);
    },
  };
}

export const subjectOf = ({ identifier, scope }: Pick<WorkerRow, 'identifier' | 'scope'>): Subject => ({
  scope,
  worker: identifier,
});

function textOf(user: unknown, keys: readonly string[]): string {
  if (typeof user === 'string' || typeof user === 'number') return String(user);
  const fields = (typeof user === 'object' && user !== null ? user : {}) as Readonly<Record<string, unknown>>;
  const value = keys.map((key) => fields[key]).find((one) => typeof one === 'string' || typeof one === 'number');
  return value === undefined ? 'user' : String(value);
}
