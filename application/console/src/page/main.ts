import type { ComponentState } from '@dust-workspace/lifecycle';
import type { HistoryAnswer, StatusAnswer } from '../api.js';
import { createBadge } from './badge.js';
import { byId, createList, element, setAttributes, setText, type Part } from './dom.js';
import { formatAgo } from './format.js';
import { createLanes } from './lanes.js';
import { statesIn } from './legend.js';
import { noticesOf, type Notice } from './notices.js';
import { poll } from './poll.js';
import { createRow, type Row } from './row.js';
import { historyNote, storageLine } from './storage.js';
import { headline } from './summary.js';

/** The page: two questions asked again and again, and one function that shows what is known. */
let status: StatusAnswer | undefined;
let history: HistoryAnswer | undefined;
let lostAt: number | undefined;

const showRows = createList<Row>(byId('components'), ({ component }) => component.name, createRow);
const showNotices = createList<Notice>(byId('notices'), ({ text }) => text, createNotice);
const showLegend = createList<ComponentState>(byId('legend'), (state) => state, createLegendEntry);
const lanes = createLanes(byId('lanes'), new Date().getTimezoneOffset() * 60_000);

poll<StatusAnswer>({
  path: '/api/status',
  every: 3_000,
  onAnswer: (answer) => {
    status = answer;
    lostAt = undefined;
    showStatus();
  },
  onFailure: () => {
    lostAt ??= Date.now();
    showStatus();
  },
});
poll<HistoryAnswer>({
  path: '/api/history?minutes=60',
  every: 5_000,
  onAnswer: (answer) => {
    history = answer;
    showHistory();
  },
  onFailure: () => undefined,
});
setInterval(showPulse, 1_000);

function showStatus(): void {
  showNotices(noticesOf(status, lostAt));
  setAttributes(byId('content'), { class: lostAt === undefined ? 'content' : 'content stale' });
  showPulse();
  const { tone, text } = headline(status, lostAt !== undefined);
  setAttributes(byId('summary'), { class: `summary tone-${tone}` });
  setText(byId('summary'), text);
  if (status === undefined) return;

  const { environment, runtime, components, probes, database } = status;
  setText(byId('environment'), runtime === null ? environment : `${environment} · ${runtime}`);
  document.title = `${text} ${environment} · Dust-Workspace`;
  const now = Date.now();
  showRows(components.map((component) => ({ component, latency: probes[component.name], now })));
  setText(byId('storage'), storageLine(database));
  showHistory();
}

function showHistory(): void {
  if (history === undefined) return;
  lanes.show(history, status?.components.map(({ name }) => name) ?? Object.keys(history.components));
  setText(byId('hour-note'), historyNote(history, status?.database));
  showLegend(statesIn(history));
}

function showPulse(): void {
  const at = status?.at ?? null;
  const seen = at === null ? 'connecting' : `seen ${formatAgo(Date.now() - Date.parse(at))}`;
  setAttributes(byId('pulse'), { class: lostAt === undefined ? 'pulse' : 'pulse lost' });
  setText(byId('pulse-text'), lostAt === undefined ? seen : 'no answer');
}

function createNotice({ tone, text }: Notice): Part<Notice> {
  const remedy = element('span', { class: 'remedy' });
  return {
    node: element('p', { class: `notice tone-${tone}` }, element('span', {}, text), remedy),
    update: (notice) => {
      setText(remedy, notice.remedy ?? '');
    },
  };
}

function createLegendEntry(): Part<ComponentState> {
  const badge = createBadge();
  return {
    node: element('li', {}, badge.node),
    update: (state) => {
      badge.update(state);
    },
  };
}
