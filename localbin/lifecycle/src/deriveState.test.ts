import { describe, expect, it } from 'vitest';
import type { ProbeResult, RuntimeState } from '@dust-workspace/runtime';
import { deriveState } from './deriveState.js';
import { scene } from './testing/scene.js';

const now = new Date(100_000);
const probed = scene({ db: { manifest: { ready: { command: ['true'], within: '60s' } } } }).components.get('db');
const plain = scene({ db: {} }).components.get('db');

function state(runtime: RuntimeState, probe?: ProbeResult): string {
  const component = probe === undefined ? plain : probed;
  if (component === undefined) throw new Error('no component');
  const { state: found, detail } = deriveState(component, runtime, probe, now);
  return `${found}: ${detail}`;
}

const running = (seconds: number, restarts = 0): Extract<RuntimeState, { kind: 'running' }> => ({
  kind: 'running',
  since: new Date(100_000 - seconds * 1_000),
  restarts,
});

describe('the state of a component', () => {
  it('is running when there is no probe to ask', () => expect(state(running(2))).toBe('running: up 2.0 s'));
  it('is healthy when its probe answers', () => expect(state(running(2), { kind: 'ready', milliseconds: 1 })).toBe('healthy: up 2.0 s'));
  it('is healthy when its runtime has found it so of late, without being asked', () =>
    expect(state({ ...running(2, 1), healthy: true })).toBe('healthy: up 2.0 s, started again once'));
  it('is not healthy because its runtime does not know', () => {
    const refused = { kind: 'not-ready', detail: 'refused', milliseconds: 1 } as const;
    expect(state({ ...running(2), healthy: false })).toBe('running: up 2.0 s');
    expect(state({ ...running(2), healthy: false }, refused)).toBe('starting: refused');
    expect(state({ ...running(2), healthy: false }, { kind: 'ready', milliseconds: 1 })).toBe('healthy: up 2.0 s');
  });
  it('is unhealthy while it is paused, whatever was found of late', () =>
    expect(state({ ...running(2), healthy: true, paused: true })).toBe('unhealthy: is paused; a start lets it go on'));
  it('tells how often it was started again', () => expect(state(running(90, 2))).toBe('running: up 1 min 30 s, started again 2 times'));
  it('is degraded when its probe says what is missing', () =>
    expect(state(running(2), { kind: 'ready', milliseconds: 1, degraded: 'no extension' })).toBe('degraded: no extension'));
  it('is starting until readiness is overdue, then unhealthy', () => {
    const refused = { kind: 'not-ready', detail: 'refused', milliseconds: 1 } as const;
    expect([state(running(59), refused), state(running(61), refused)]).toEqual(['starting: refused', 'unhealthy: refused']);
  });
  it('is failed when it ended by itself, or left processes behind', () => {
    expect(state({ kind: 'exited', detail: 'exited with code 3' })).toBe('failed: exited with code 3');
    expect(state({ kind: 'orphaned', pids: [7, 8] })).toBe(
      'failed: its main process is gone, but it left processes 7, 8 running; stop ends them',
    );
  });
  it('is what the runtime says otherwise', () => {
    expect(state({ kind: 'stopped' })).toBe('stopped: ');
    expect(state({ kind: 'unavailable', reason: 'install it' })).toBe('unavailable: install it');
    expect(state({ kind: 'unknown', reason: 'no answer' })).toBe('unknown: no answer');
  });
});
