import { render } from 'preact';
import { App } from './app.js';
import { startLanguage } from './i18n/i18n.js';
import { startLive } from './live/stream.js';
import { startTheme } from './preferences.js';

startTheme();
await startLanguage();
startLive();
const root = document.getElementById('app');
if (root) render(<App />, root);
