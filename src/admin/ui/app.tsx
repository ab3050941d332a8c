import { lazy, LocationProvider, Route, Router } from 'preact-iso';
import { href } from './config.js';
import { language } from './i18n/i18n.js';
import { Shell } from './shell.js';
import { NotFoundScreen } from './screens/not-found.js';
import { OverviewScreen } from './screens/overview.js';
import { TasksScreen } from './screens/tasks.js';
import { Toasts } from './parts/toast.js';
import { missing } from './server/request.js';

const TaskScreen = lazy(() => insist(async () => (await import('./screens/task.js')).TaskScreen));
const WorkersScreen = lazy(() => insist(async () => (await import('./screens/workers.js')).WorkersScreen));
const WorkerScreen = lazy(() => insist(async () => (await import('./screens/worker.js')).WorkerScreen));
const SystemScreen = lazy(() => insist(async () => (await import('./screens/system.js')).SystemScreen));

const AGAIN_MS = 2_000;

/** Part of the page may be asked for while the server is away: it comes when the server does. */
async function insist<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch {
      missing.value = 'server'; // told to the user, and tried again
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

export function App() {
  return (
    <LocationProvider scope={href('')}>
      <Shell key={language.value}>
        <Router>
          <Route path={href('')} component={OverviewScreen} />
          <Route path={href('tasks')} component={TasksScreen} />
          <Route path={href('tasks/:id')} component={TaskScreen} />
          <Route path={href('workers')} component={WorkersScreen} />
          <Route path={href('workers/:identifier')} component={WorkerScreen} />
          <Route path={href('system')} component={SystemScreen} />
          <Route default component={NotFoundScreen} />
        </Router>
      </Shell>
      <Toasts />
    </LocationProvider>
  );
}
