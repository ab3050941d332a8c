import { previewSchedule as previewParsed, type SchedulePreviewOptions } from './schedule/next-run.js';
import { parseSchedule } from './schedule/parse-schedule.js';
import type { Schedule } from './worker/schedule.js';

/**
 * The next runs of a schedule, 5 after the present moment by default; no host is needed.
 *
 * @throws StaskError `STASK_SCHEDULE_INVALID`
 */
export function previewSchedule(schedule: Schedule, options?: SchedulePreviewOptions): Date[] {
  return previewParsed(parseSchedule(schedule), options);
}
