import type { BaseWorker } from 'stask/worker';

declare const MaintenanceWorker: new () => BaseWorker;
export default MaintenanceWorker;
