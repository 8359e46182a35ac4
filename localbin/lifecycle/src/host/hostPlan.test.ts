import type { CheckoutPlace } from '@dust-workspace/runtime';
import { describe, expect, it } from 'vitest';
import { instanceOf } from '../testing/instanceOf.js';
import { scene } from '../testing/scene.js';
import type { FoundEnvironment, HostFound } from './found.js';
import { planHost, type HostScope } from './hostPlan.js';
import { renderHostPlan } from './renderHostPlan.js';

const root = '/w';
const nothing = { containers: [], networks: [], volumes: [] };
const empty: HostFound = { environments: [], shared: nothing, leftovers: [], emptied: [], stores: [], diagnostics: [], work: [] };

function environment(name: string, more: Partial<FoundEnvironment> = {}): FoundEnvironment {
  return { ...nothing, name, instances: [], idlePorts: [], data: [], checkouts: [], scheduled: false, ...more };
}

const { components, graph } = scene({ db: {}, web: { manifest: { needs: { db: 'started' } } } });

function planOf(found: Partial<HostFound>, scope: HostScope): string[] {
  const { plan } = planHost({ ...empty, ...found }, scope, root, graph);
  return plan.operations.map(({ id, cause, after, requires }) =>
    [
      id,
      `(${cause})`,
      ...(after.length === 0 ? [] : ['after', ...after]),
      ...(requires.length === 0 ? [] : ['requires', ...requires]),
    ].join(' '),
  );
}

const running = [...components.values()].map((one) => ({ instance: instanceOf(one, 'process'), state: 'runs as process 1' }));
const place = (store: string, folder: string): CheckoutPlace => ({ store, folder }) as CheckoutPlace;

describe('what is done about a machine', () => {
  it('is nothing where there is nothing', () => {
    expect(planOf({}, 'purge')).toEqual([]);
    expect(renderHostPlan({ operations: [] })).toBe('Nothing to do.');
  });

  it('ends the supervisor, then users before what they need, then what they shared', () => {
    const local = environment('local', {
      supervisor: 'process 7',
      instances: [
        ...running,
        ...running.slice(0, 1).map(({ instance }) => ({ instance: { ...instance, runtime: 'compose' as const }, state: 'container db' })),
      ],
      containers: [{ id: 'c1', name: 'tool', state: 'running' }],
      networks: [{ id: 'n1', name: 'w-local' }],
      volumes: [{ id: 'v1', name: 'w-cache' }],
      idlePorts: ['WEB_PORT'],
      data: [{ component: 'db', volume: '/w/platform/db/volumes/local', size: '' }],
      scheduled: true,
      folder: 'logs',
    });
    expect(planOf({ environments: [local] }, 'clean')).toEqual([
      'supervisor@local:stop (process 7)',
      'web@local:stop (runs as process 1) after supervisor@local:stop',
      'db@local:stop (runs as process 1) after web@local:stop',
      'db@local:stop:2 (container db) after web@local:stop',
      'container tool:stop (running, for a command of local)',
      'network w-local:clean (of local) after supervisor@local:stop web@local:stop db@local:stop db@local:stop:2 container tool:stop',
      'ports@local:clean (leased without data behind them: WEB_PORT)',
    ]);
  });

  it('removes data when their component has ended, and an environment when everything of it is gone', () => {
    const local = environment('local', {
      instances: running.slice(0, 1),
      volumes: [{ id: 'v1', name: 'w-cache' }],
      data: [
        { component: 'db', volume: '/w/platform/db/volumes/local', size: '1.5 kB' },
        { component: 'old', volume: '/w/platform/old/volumes/local', size: '2 B' },
      ],
      checkouts: [{ component: 'code', place: place('/w/application/code/checkout/.repository', '/w/application/code/checkout/local') }],
      scheduled: true,
      folder: 'logs',
    });
    const store = { component: 'code', place: place('/w/application/code/checkout/.repository', ''), size: '3 B' };
    expect(
      planOf({ environments: [local], stores: [store], leftovers: ['env/.removing-1'], emptied: ['platform/gone/volumes'] }, 'purge'),
    ).toEqual([
      'db@local:stop (runs as process 1)',
      'volume w-cache:purge (of local) after db@local:stop',
      'schedule@local:purge (jobs that the system does at their time)',
      'platform/db/volumes/local/:purge (data, 1.5 kB) after db@local:stop requires db@local:stop',
      'platform/old/volumes/local/:purge (data, 2 B)',
      'application/code/checkout/local/:purge (checkout without work in it) after db@local:stop',
      'env/local/:purge (logs) after db@local:stop platform/db/volumes/local/:purge platform/old/volumes/local/:purge application/code/checkout/local/:purge requires db@local:stop platform/db/volumes/local/:purge platform/old/volumes/local/:purge application/code/checkout/local/:purge',
      'env/.removing-1/:purge (left by a removal that was killed)',
      'platform/gone/volumes/:purge (empty)',
      'application/code/checkout/.repository/:purge (repository of checkouts, 3 B) after application/code/checkout/local/:purge requires application/code/checkout/local/:purge',
    ]);
  });

  it('leaves data and configuration alone of which it is not known who uses them', () => {
    const spared = { severity: 'error', code: 'x', message: 'unknown' } as const;
    const data = [{ component: 'db', volume: '/w/platform/db/volumes/local', size: '1 B' }];
    expect(planOf({ environments: [environment('local', { data, folder: 'logs', spared })] }, 'purge')).toEqual([]);
  });

  it('is shown in columns that fit the terminal', () => {
    const local = environment('local', { instances: running });
    const { plan } = planHost({ ...empty, environments: [local] }, 'clean', root, graph);
    expect(renderHostPlan(plan)).toBe('stop  web@local  runs as process 1\nstop  db@local   runs as process 1');
    expect(renderHostPlan(plan, 28)).toBe(
      'stop  web@local  runs as\n                 process 1\nstop  db@local   runs as\n                 process 1',
    );
  });
});
