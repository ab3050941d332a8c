import type { TaskRow, TaskStatus } from '../store/task-row.js';
import type { Priority } from '../worker/action.js';
import type { JsonObject } from '../worker/task-interface.js';
import type { FollowOptions } from './follow-task-log.js';
import { priorityWord } from './priority.js';
import type { LogDownload } from './read-task-log.js';
import { canRetry, isHeld, isPending, isTerminal, publicStatus, statusText, type StatusText } from './task-state.js';

/** One line of a task's log. */
export interface LogRecord {
  readonly timestamp: string;
  readonly level: 'info' | 'warning' | 'error';
  readonly message: string;
  readonly context: JsonObject;
}

/** How far a task is, as in one line of its progress file. */
export interface ProgressRecord {
  readonly status: string;
  readonly progress: number;
  readonly processed: number;
  readonly total: number;
  readonly eta: string;
  readonly message: string;
}

/** What a task reads from the storage folder. */
export interface TaskFiles {
  logs(id: number): Promise<LogRecord[]>;
  lastLogs(id: number, count: number): Promise<LogRecord[]>;
  errorLogs(id: number): Promise<LogRecord[]>;
  followLogs(id: number, options: FollowOptions): AsyncIterable<LogRecord>;
  clearLogs(id: number): Promise<void>;
  downloadLogs(id: number): Promise<LogDownload>;
  progress(id: number): Promise<ProgressRecord | undefined>;
  progressHistory(id: number): Promise<ProgressRecord[]>;
}

/** JSON shape of a task, in every `--json` answer. Times are ISO 8601 in UTC. */
export interface TaskJson {
  readonly id: number;
  readonly identifier: string;
  readonly action: string;
  /** 10 pending, 30 preparing, 50 running, 80 completed, 100 failed, 110 cancelled. */
  readonly status: TaskStatus;
  readonly statusText: StatusText;
  readonly progress: number;
  readonly attempts: number;
  readonly maxAttempts: number;
  readonly priority: Priority;
  readonly message: string;
  readonly result: unknown;
  readonly data: JsonObject;
  readonly createdAt: string;
  readonly startAt: string | null;
  readonly finishedAt: string | null;
  /** These are left out while there is nothing to tell. */
  readonly userId?: string | number;
  readonly uniqueKey?: string;
  readonly error?: JsonObject;
  readonly groupId?: number;
  /** When somebody asked the running task to stop. */
  readonly cancelRequestedAt?: string;
}

/** A task as it was when it was read. */
export class Task {
  readonly row: TaskRow;
  readonly #files: TaskFiles;

  constructor(row: TaskRow, files: TaskFiles) {
    this.row = row;
    this.#files = files;
  }

  get id(): number {
    return this.row.id;
  }
  get identifier(): string {
    return this.row.identifier;
  }
  get action(): string {
    return this.row.action;
  }
  get data(): JsonObject {
    return this.row.data;
  }
  /** The public code: 10 pending, 30 preparing, 50 running, 80 completed, 100 failed, 110 cancelled. */
  get status(): TaskStatus {
    return publicStatus(this.row.status);
  }
  get statusText(): StatusText {
    return statusText(this.row.status);
  }
  get message(): string {
    return this.row.message;
  }
  get result(): unknown {
    return this.row.result;
  }
  get error(): JsonObject | null {
    return this.row.error;
  }
  get priority(): Priority {
    return priorityWord(this.row.priority);
  }
  get progress(): number {
    return this.row.progress;
  }
  get attempts(): number {
    return this.row.attempts;
  }
  get maxAttempts(): number {
    return this.row.maxAttempts;
  }
  get userId(): string | number | null {
    return this.row.startedBy;
  }
  get uniqueKey(): string | null {
    return this.row.uniqueKey;
  }
  get groupId(): number | null {
    return this.row.groupId;
  }
  get createdAt(): Date {
    return this.row.createdAt;
  }
  get updatedAt(): Date {
    return this.row.updatedAt;
  }
  get startAt(): Date | null {
    return this.row.startAt;
  }
  get startedAt(): Date | null {
    return this.row.startedAt;
  }
  get finishedAt(): Date | null {
    return this.row.finishedAt;
  }
  get cancelRequestedAt(): Date | null {
    return this.row.cancelRequestedAt;
  }
  /** Milliseconds the last attempt took, or has taken when the row was read; null before the first. */
  get durationMs(): number | null {
    const { startedAt, finishedAt, updatedAt, status } = this.row;
    if (startedAt === null) return null;
    const end = finishedAt ?? (isHeld(status) ? new Date() : updatedAt);
    return Math.max(0, end.getTime() - startedAt.getTime());
  }

  /** Queued, planned, or waiting for other tasks or a retry. */
  isPending(): boolean {
    return isPending(this.row.status);
  }
  /** Claimed by a runner or running. */
  isRunning(): boolean {
    return isHeld(this.row.status);
  }
  /** Completed, failed or cancelled. */
  isFinished(): boolean {
    return isTerminal(this.row.status);
  }
  /** True for failed and cancelled tasks. */
  canRetry(): boolean {
    return canRetry(this.row.status);
  }

  getLogs(): Promise<LogRecord[]> {
    return this.#files.logs(this.id);
  }
  getLastLogs(count = 10): Promise<LogRecord[]> {
    return this.#files.lastLogs(this.id, count);
  }
  getErrorLogs(): Promise<LogRecord[]> {
    return this.#files.errorLogs(this.id);
  }
  /** The log as it is written, from its start or its `last` lines, until `signal` aborts; it may come later. */
  followLogs(options: FollowOptions): AsyncIterable<LogRecord> {
    return this.#files.followLogs(this.id, options);
  }
  /** The log as a file to hand out: its name, its size in bytes, and a stream that must be read or destroyed. */
  downloadLogs(): Promise<LogDownload> {
    return this.#files.downloadLogs(this.id);
  }
  clearLogs(): Promise<void> {
    return this.#files.clearLogs(this.id);
  }
  /** The newest progress: from the file's end, else from the row. */
  async getProgress(): Promise<ProgressRecord> {
    const { progress, message } = this.row;
    const inFile = await this.#files.progress(this.id);
    return inFile ?? { status: this.statusText, progress, processed: 0, total: 0, eta: '—', message };
  }
  getProgressHistory(): Promise<ProgressRecord[]> {
    return this.#files.progressHistory(this.id);
  }

  toJSON(): TaskJson {
    const { startAt, finishedAt, cancelRequestedAt } = this.row;
    return {
      id: this.id,
      identifier: this.identifier,
      action: this.action,
      status: this.status,
      statusText: this.statusText,
      progress: this.progress,
      attempts: this.attempts,
      maxAttempts: this.maxAttempts,
      priority: this.priority,
      message: this.message,
      result: this.result,
      data: this.data,
      createdAt: this.createdAt.toISOString(),
      startAt: startAt?.toISOString() ?? null,
      finishedAt: finishedAt?.toISOString() ?? null,
      ...(this.userId !== null && { userId: this.userId }),
      ...(this.uniqueKey !== null && { uniqueKey: this.uniqueKey }),
      ...(this.error !== null && { error: this.error }),
      ...(this.groupId !== null && { groupId: this.groupId }),
      ...(cancelRequestedAt !== null && { cancelRequestedAt: cancelRequestedAt.toISOString() }),
    };
  }
}
