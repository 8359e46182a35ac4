import type Docker from 'dockerode';
import { describe, expect, it } from 'vitest';
import { stateOfContainer, type OwnAnswer } from './containers.js';

const startedAt = '2026-01-02T03:04:05.000Z';

it.each([
  { health: undefined, healthy: {} },
  { health: { Status: 'starting', Log: [] }, healthy: {} },
  { health: { Status: 'healthy', Log: [{ Output: '' }] }, healthy: { healthy: true } },
  { health: { Status: 'unhealthy', Log: [{ Output: 'no answer' }] }, healthy: { healthy: false } },
  // What is missing would be lost in a yes: it is asked for.
  { health: { Status: 'healthy', Log: [{ Output: 'fine\ndegraded: without the extension\n' }] }, healthy: {} },
  { health: { Status: 'healthy', Log: [{ Output: 'degraded: without the extension\n' }, { Output: '' }] }, healthy: { healthy: true } },
])('takes the engine for its word on health $health', async ({ health, healthy }) => {
  expect(await stateOfContainer(running(health), () => Promise.resolve(undefined))).toEqual({
    kind: 'running',
    since: new Date(startedAt),
    pid: 7,
    restarts: 0,
    ...healthy,
  });
});

describe('a check that was run here, while the engine has not run it yet', () => {
  const starting = { Status: 'starting', Log: [] };
  const second = 1_000;
  const started = Date.parse(startedAt);
  const isHealthy = async (health: object, answer: OwnAnswer, interval?: number): Promise<unknown> =>
    ((await stateOfContainer(running(health, interval), () => Promise.resolve(undefined), answer)) as { healthy?: boolean }).healthy;

  it('is as good as its word', async () => {
    expect(await isHealthy(starting, { passed: started + second, now: started + 10 * second }, 10 * second)).toBe(true);
  });

  it('is worth nothing when it is older than the interval of the check, thirty seconds where it has none', async () => {
    expect(await isHealthy(starting, { passed: started + second, now: started + 12 * second }, 10 * second)).toBeUndefined();
    expect(await isHealthy(starting, { passed: started + second, now: started + 31 * second })).toBe(true);
    expect(await isHealthy(starting, { passed: started + second, now: started + 32 * second })).toBeUndefined();
  });

  it('is worth nothing when the container was started again since', async () => {
    expect(await isHealthy(starting, { passed: started - 1, now: started }, 10 * second)).toBeUndefined();
  });

  it('does not outweigh what the engine has found', async () => {
    expect(await isHealthy({ Status: 'unhealthy', Log: [] }, { passed: started + second, now: started + second })).toBe(false);
  });
});

function running(health: object | undefined, interval?: number): Parameters<typeof stateOfContainer>[0] {
  const check = { Test: ['CMD', 'true'], ...(interval === undefined ? {} : { Interval: interval * 1_000_000 }) };
  const state = { Status: 'running', StartedAt: startedAt, Pid: 7, Health: health };
  const details = { State: state, Config: { Healthcheck: check }, RestartCount: 0 };
  return {
    id: 'id',
    component: 'web',
    image: 'image',
    definition: 'definition',
    configuration: 'configuration',
    details: details as unknown as Docker.ContainerInspectInfo,
  };
}
