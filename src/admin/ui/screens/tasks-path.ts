import { signal } from '@preact/signals';
import { href } from '../config.js';

/** Address of the task list as it was last seen, filters included: what "back to the tasks" leads to. */
export const tasksPath = signal(href('tasks'));
