import { basename } from 'node:path';
import { unreachable } from '@dust-workspace/component';
import type { ComponentStatus } from '@dust-workspace/lifecycle';
import type { ChangesAnswer, DatabaseAnswer, RunAnswer, StatusAnswer, UnavailableAnswer } from './api.js';
import type { StoreStatus } from './store.js';
import type { UsageByComponent } from './usageWatch.js';
import type { View } from './watch.js';

export interface StatusParts {
  readonly workspace: string;
  readonly environment: string;
  readonly self: string;
  readonly changes: ChangesAnswer;
  readonly view: View;
  readonly usage: UsageByComponent;
  readonly store: StoreStatus;
  readonly busy: RunAnswer | undefined;
}

/** What `GET /api/status` says. The last known components stay when the workspace cannot be observed; `at` and `unavailable` tell. Pure. */
export function statusAnswer({ workspace, environment, self, changes, view, usage, store, busy }: StatusParts): StatusAnswer {
  const report = view.latest?.report;
  const dependencies = view.latest?.dependencies ?? [];
  const order = new Map(dependencies.map(({ component }, index) => [component, index]));
  const rank = (name: string): number => order.get(name) ?? order.size;
  return {
    environment,
    workspace: { name: basename(workspace), path: workspace },
    runtime: report?.runtime ?? null,
    at: view.latest?.at.toISOString() ?? null,
    components: (report?.components ?? []).map(withoutUptime).sort((one, other) => rank(one.name) - rank(other.name)),
    probes: report?.probes ?? {},
    addresses: report?.addresses ?? {},
    since: report?.since ?? {},
    dependencies,
    profiles: view.latest?.profiles ?? {},
    usage,
    database: databaseAnswer(store),
    diagnostics: report?.diagnostics ?? [],
    busy: busy ?? null,
    self,
    changes,
    unavailable: unavailableAnswer(view),
  };
}

/** It would make every row change with every look. */
function withoutUptime(row: ComponentStatus): ComponentStatus {
  const detail = row.detail.replace(/^up (?:[\d.]+ m?s|\d+ min \d+ s)(?:, |$)/, '');
  return { ...row, detail };
}

export function unavailableAnswer({ failure }: View): UnavailableAnswer | null {
  if (failure === undefined) return null;
  const { since, diagnostics } = failure;
  const [first] = diagnostics;
  const reason = first?.message ?? 'the engine does not say why';
  return { since: since.toISOString(), reason, remedy: first?.remedy ?? null, diagnostics };
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
