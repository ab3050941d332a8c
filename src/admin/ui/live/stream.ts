import { signal } from '@preact/signals';
import type { LiveEvents } from '../../api.js';
import { apiHref } from '../config.js';
import { get, serverAway } from '../server/request.js';
import { beat } from './pulse.js';

export type LiveState = 'live' | 'polling' | 'offline';

export const liveState = signal<LiveState>('polling');

type EventName = keyof LiveEvents;
type Handler = (name: EventName, data: LiveEvents[EventName]) => void;

const POLL_MS = 5_000;
const REOPEN_MS = [1_000, 3_000, 10_000, 30_000];
/** Lets the listeners of one navigation gather before the stream is opened with their topics. */
const SETTLE_MS = 60;
const EVENTS: readonly EventName[] = ['task', 'log', 'worker', 'resync'];

const listeners = new Set<{ topics: readonly string[]; handler: Handler }>();
let source: EventSource | undefined;
let openTopics = '';
let failures = 0;
let settleTimer: ReturnType<typeof setTimeout> | undefined;
let reopenTimer: ReturnType<typeof setTimeout> | undefined;

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
  setInterval(() => void poll(), POLL_MS);
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

function open(): void {
  close();
  openTopics = topicsWanted();
  if (document.hidden || openTopics === '') return;
  const stream = new EventSource(apiHref(`events?topics=${encodeURIComponent(openTopics)}`));
  source = stream;
  stream.addEventListener('open', () => {
    if (failures > 0) beat();
    failures = 0;
    serverAway.value = false;
    liveState.value = 'live';
  });
  stream.addEventListener('error', () => {
    if (source === stream) fail();
  });
  for (const name of EVENTS) stream.addEventListener(name, (event) => hand(name, event));
}

function close(): void {
  clearTimeout(reopenTimer);
  source?.close();
  source = undefined;
  openTopics = '';
}

/** A browser does not open a stream again after an answer such as 503; so it is always done here. */
function fail(): void {
  close();
  failures += 1;
  liveState.value = serverAway.value ? 'offline' : 'polling';
  reopenTimer = setTimeout(open, REOPEN_MS[Math.min(failures, REOPEN_MS.length) - 1]);
  void poll();
}

function reopenNow(): void {
  failures = Math.max(failures, 1);
  open();
}

/** A server whose database is away refuses requests while its stream goes on: that is asked about as well. */
async function poll(): Promise<void> {
  if (document.hidden || (liveState.value === 'live' && !serverAway.value)) return;
  const wasAway = serverAway.value;
  await get('tasks?limit=1').catch(() => undefined); // any answer of a working server will do
  if (serverAway.value) {
    liveState.value = 'offline'; // tried again with the next tick
    return;
  }
  const isOpen = source?.readyState === EventSource.OPEN;
  liveState.value = isOpen ? 'live' : 'polling';
  if (wasAway && !isOpen) reopenNow();
  beat();
}

function hand(name: EventName, event: MessageEvent<string>): void {
  if (name === 'resync') return beat();
  const data = JSON.parse(event.data) as LiveEvents[EventName];
  for (const { handler } of listeners) handler(name, data);
}
