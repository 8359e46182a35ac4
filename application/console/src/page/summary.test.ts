import type { ComponentState } from '@dust-workspace/lifecycle';
import { expect, it } from 'vitest';
import { summarise } from './summary.js';

const of = (...states: readonly ComponentState[]) => summarise(states.map((state, index) => ({ name: `app${index + 1}`, state })));

it('the title of the page names what asks for attention first', () => {
  expect(of('healthy', 'failed', 'starting')).toBe('app2 failed');
  expect(of('unhealthy', 'degraded', 'healthy')).toBe('2 need attention');
  expect(of('starting', 'healthy')).toBe('app1 starting');
  expect(of('healthy', 'stopped')).toBe('1 of 2 run');
  expect(of('healthy', 'running')).toBe('All well');
  expect(of('stopped')).toBe('Nothing runs');
  expect(of()).toBe('No components');
});
