import { ok, problem, fail } from '@dust-workspace/component';
import type { ServerParts } from '../server.js';
import { createHandOver } from '../handOver.js';
import { openRuns } from '../runs.js';
import { reportOf, row } from './report.js';
import { token } from './runningConsole.js';
import { statusWith } from './status.js';

const { components } = reportOf([row('redis', 'stopped'), row('console', 'healthy')]);

/** A server over answers that are known. No run of it ever ends. */
export function serverParts(more: Partial<ServerParts> = {}): ServerParts {
  let ids = 0;
  return {
    status: () => Promise.resolve(statusWith({ components })),
    history: ({ minutes }) =>
      Promise.resolve({ from: 0, to: minutes * 60_000, sampleEvery: 10_000, bucket: null, source: 'memory', components: {} }),
    component: () => Promise.resolve(ok(undefined)),
    logs: (component) => Promise.resolve(ok({ component, lines: [] })),
    followLogs: () => Promise.resolve(),
    backups: () => Promise.resolve(ok({ store: 'nowhere', sets: [], damaged: [] })),
    set: (id) => Promise.resolve(fail(problem('set-not-found', `there is no set ${id}`))),
    runs: openRuns({
      place: { root: '/work', environment: 'local', self: 'console' },
      start: () => ({ interrupt: () => undefined }),
      tell: () => undefined,
      redact: (text) => text,
      now: () => new Date(0),
      newId: () => `run-${++ids}`,
      log: () => undefined,
    }),
    live: { join: () => () => undefined },
    token,
    handOver: createHandOver({ newCode: () => 'code', now: () => new Date(0), lifetime: 1 }),
    working: () => Promise.resolve(ok(undefined)),
    assets: new Map(),
    log: () => undefined,
    ...more,
  };
}
