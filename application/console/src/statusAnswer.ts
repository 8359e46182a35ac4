import { unreachable } from '@dust-workspace/component';
import type { DatabaseAnswer, StatusAnswer } from './api.js';
import type { StoreStatus } from './store.js';
import type { View } from './watch.js';

/** What `GET /api/status` says. The last known components stay when the workspace cannot be observed; `at` and the diagnostics tell. */
export function statusAnswer(environment: string, { latest, problems }: View, store: StoreStatus): StatusAnswer {
  return {
    environment: latest?.report.environment ?? environment,
    runtime: latest?.report.runtime ?? null,
    at: latest?.at.toISOString() ?? null,
    components: latest?.report.components ?? [],
    probes: latest?.report.probes ?? {},
    database: databaseAnswer(store),
    diagnostics: [...problems, ...(latest?.report.diagnostics ?? [])],
  };
}

function databaseAnswer({ state, buffered, dropped }: StoreStatus): DatabaseAnswer {
  const answer = { state: state.kind, storage: null, since: null, reason: null, buffered, dropped };
  switch (state.kind) {
    case 'absent':
    case 'connecting':
      return answer;
    case 'connected':
      return { ...answer, storage: state.storage, since: state.since.toISOString() };
    case 'away':
      return { ...answer, since: state.since.toISOString(), reason: state.reason };
    default:
      return unreachable(state);
  }
}
