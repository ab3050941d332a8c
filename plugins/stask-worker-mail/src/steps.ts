import { channel } from 'node:diagnostics_channel';

/** Tells who listens, such as a test that ends the process at each of them, how far the mail to one recipient is. */
const steps = channel('stask-worker-mail:step');

export type Step = 'before-intent' | 'intent' | 'sent' | 'outcome';

export function announceStep(step: Step, to: string): void {
  if (steps.hasSubscribers) steps.publish({ step, to });
}
