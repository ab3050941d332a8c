/** The JSON shapes of the contract, as tests expect them. */
export interface W {
  identifier: string;
  scope: string;
  active: boolean;
  hidden: boolean;
  package: string;
  version: string;
  health: string;
  healthDetail: string;
  actions: string[];
}

export interface T {
  id: number;
  identifier: string;
  action: string;
  status: number;
  statusText: string;
  progress: number;
  attempts: number;
  maxAttempts: number;
  priority: string;
  message: string;
  result: unknown;
  data: object;
  createdAt: string;
  startAt: string | null;
  finishedAt: string | null;
  cancelRequestedAt?: string;
}

export interface Failure {
  error: { code: string; message: string };
}

export const W_KEYS = [
  'identifier',
  'scope',
  'class',
  'title',
  'package',
  'version',
  'direct',
  'active',
  'hidden',
  'position',
  'health',
  'healthDetail',
  'actions',
];

export const T_KEYS = [
  'id',
  'identifier',
  'action',
  'status',
  'statusText',
  'progress',
  'attempts',
  'maxAttempts',
  'priority',
  'message',
  'result',
  'data',
  'createdAt',
  'startAt',
  'finishedAt',
];
