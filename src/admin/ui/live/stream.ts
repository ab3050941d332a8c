import { computed, signal } from '@preact/signals';
import type { LiveEvents } from '../../api.js';
import { apiHref } from '../config.js';
import { get, missing } from '../server/request.js';
import { may, session } from '../session.js';
import { beat } from '../server/pulse.js';

export type LiveState = 'live' | 'polling' | 'offline';

const isOpen = signal(false);
/** What the stream last told of the database. */
const databaseAway = signal(false);

/** What the page waits for. */
export const away = computed(() => (databaseAway.value ? 'database' : missing.value));

export const liveState = computed<LiveState>(() => (away.value ? 'offline' : isOpen.value ? 'live' : 'polling'));

type EventName = keyof LiveEvents;
type Handler = (name: EventName, data: LiveEvents[EventName]) => void;

const POLL_MS = 5_000;
const REOPEN_MS = [1_000, 3_000, 10_000, 30_000];
/** Lets the listeners of one navigation gather before the stream is opened with their topics. */
const SETTLE_MS = 60;
/** The server says every five seconds how it is; a stream silent for longer is dead, such as behind a pulled cable. */
const SILENT_MS = 12_000;
const EVENTS: readonly EventName[] = ['task', 'log', 'worker', 'health', 'resync'];

const listeners = new Set<{ topics: readonly string[]; handler: Handler }>();
let source: EventSource | undefined;
let openTopics = '';
let failures = 0;
let settleTimer: ReturnType<typeof setTimeout> | undefined;
let reopenTimer: ReturnType<typeof setTimeout> | undefined;
let silenceTimer: ReturnType<typeof setTimeout> | undefined;
let wasMissing = false;
let backTimer: ReturnType<typeof setTimeout> | undefined;
let backAt = Number.NEGATIVE_INFINITY;

/** Calls `handler` with the events of `topics` while the tab is visible; returns how to stop. */
export function listen(topics: readonly string[], handler: Handler): () => void {
  const entry = { topics, handler };
  listeners.add(entry);
  settle();
  return () => {
    listeners.delete(entry);
    settle();
  };
}

/** Starts following the server: one stream a tab, closed while hidden, with polling in its place when it fails. */
export function startLive(): void {
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return close();
    beat();
    open();
  });
  addEventListener('online', reopenNow);
  addEventListener('offline', fail);
  missing.subscribe(comeBack);
  setInterval(() => void poll(), POLL_MS);
}

/**
 * A request that was refused may be of something shown for good, and what works again may be noticed by another one, or by
 * a stream that opens. At most once in a while: where one part is refused for ever, the others must not ask all the time.
 */
function comeBack(now: typeof missing.value): void {
  if (now !== undefined) wasMissing = true;
  else if (wasMissing) {
    wasMissing = false;
    backTimer ??= setTimeout(
      () => {
        backTimer = undefined;
        backAt = performance.now();
        beat();
      },
      Math.max(0, backAt + POLL_MS - performance.now()),
    );
  }
}

function settle(): void {
  clearTimeout(settleTimer);
  settleTimer = setTimeout(() => {
    if (topicsWanted() !== openTopics) open();
  }, SETTLE_MS);
}

function topicsWanted(): string {
  return [...new Set([...listeners].flatMap(({ topics }) => topics))].toSorted().join(',');
}

/** Who may not see tasks would be refused: the page asks in its place. */
const isRefused = (): boolean => session.value !== undefined && !may('tasks.read');

function open(): void {
  close();
  openTopics = topicsWanted();
  if (document.hidden || openTopics === '' || isRefused()) return;
  const stream = new EventSource(apiHref(`events?topics=${encodeURIComponent(openTopics)}`));
  source = stream;
  stream.addEventListener('open', () => {
    if (failures > 0) beat();
    failures = 0;
    missing.value = undefined;
    isOpen.value = true;
  });
  stream.addEventListener('error', () => {
    if (source === stream) fail();
  });
  for (const name of EVENTS) stream.addEventListener(name, (event) => hand(name, event));
  expectNews();
}

function close(): void {
  clearTimeout(reopenTimer);
  clearTimeout(silenceTimer);
  source?.close();
  source = undefined;
  openTopics = '';
}

/** A browser does not open a stream again after an answer such as 503; so it is always done here. */
function fail(): void {
  close();
  failures += 1;
  isOpen.value = false;
  if (databaseAway.value) missing.value = 'database';
  databaseAway.value = false; // from here on requests tell
  reopenTimer = setTimeout(open, REOPEN_MS[Math.min(failures, REOPEN_MS.length) - 1]);
  void poll();
}

function reopenNow(): void {
  failures = Math.max(failures, 1);
  open();
}

function expectNews(): void {
  clearTimeout(silenceTimer);
  silenceTimer = setTimeout(fail, SILENT_MS);
}

/** Asks in the place of the stream, and when a request was refused; a database that the stream misses comes back there. */
async function poll(): Promise<void> {
  if (document.hidden || liveState.value === 'live' || databaseAway.value) return;
  const wasAway = missing.value !== undefined;
  const patience = AbortSignal.timeout(POLL_MS);
  await get(isRefused() ? '' : 'tasks?limit=1', patience).catch(() => undefined); // any answer of a working server will do
  if (patience.aborted) missing.value = 'server';
  if (missing.value !== undefined) return; // tried again with the next tick
  if (wasAway && !isOpen.value) reopenNow();
  if (!wasAway) beat(); // else all that is shown is asked for already
}

function hand(name: EventName, event: MessageEvent<string>): void {
  expectNews();
  if (name === 'resync') return beat();
  const data = JSON.parse(event.data) as LiveEvents[EventName];
  if (name === 'health') return tellHealth(data as LiveEvents['health']);
  for (const { handler } of listeners) handler(name, data);
}

function tellHealth({ database }: LiveEvents['health']): void {
  const isBack = databaseAway.value && database === 'ok';
  databaseAway.value = database === 'away';
  if (isBack) beat();
}
