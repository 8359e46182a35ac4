import type { StatusAnswer } from '../api.js';

export function statusWith(more: Partial<StatusAnswer> = {}): StatusAnswer {
  return {
    environment: 'local',
    workspace: { name: 'work', path: '/work' },
    runtime: 'process',
    at: '2025-01-01T12:00:00.000Z',
    components: [],
    probes: {},
    addresses: {},
    since: {},
    dependencies: [],
    profiles: {},
    usage: {},
    database: { state: 'connected', storage: 'table', since: '2025-01-01T11:00:00.000Z', reason: null, buffered: 0, dropped: 0 },
    diagnostics: [],
    busy: null,
    self: 'console',
    changes: { allowed: true },
    unavailable: null,
    ...more,
  };
}
