import type { BaseWorker } from 'stask/worker';

declare const HttpCheckWorker: new () => BaseWorker;
export default HttpCheckWorker;
