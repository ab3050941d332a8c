import { LocationProvider, Route, Router } from 'preact-iso';
import { lazy } from 'preact-iso';
import { href } from './config.js';
import { language } from './i18n/i18n.js';
import { Shell } from './shell.js';
import { NotFoundScreen } from './screens/not-found.js';
import { OverviewScreen } from './screens/overview.js';
import { TasksScreen } from './screens/tasks.js';
import { Toasts } from './parts/toast.js';

const TaskScreen = lazy(async () => (await import('./screens/task.js')).TaskScreen);
const WorkersScreen = lazy(async () => (await import('./screens/workers.js')).WorkersScreen);
const WorkerScreen = lazy(async () => (await import('./screens/worker.js')).WorkerScreen);
const SystemScreen = lazy(async () => (await import('./screens/system.js')).SystemScreen);

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
