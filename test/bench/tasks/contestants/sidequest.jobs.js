import { Job } from '../peers/node_modules/@sidequest/core/dist/index.js';

export const ran = { count: 0 };

export class Noop extends Job {
  run() {
    ran.count++;
  }
}
