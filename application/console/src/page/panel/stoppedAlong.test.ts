import { expect, it } from 'vitest';
import { row } from '../../testing/report.js';
import { stoppedAlong } from './stoppedAlong.js';

const need = (component: string, optional = false) => ({ component, condition: 'healthy', optional });
const dependencies = [
  { component: 'store', needs: [] },
  { component: 'api', needs: [need('store')] },
  { component: 'viewer', needs: [need('store', true)] },
  { component: 'worker', needs: [need('api')] },
  { component: 'idle', needs: [need('api')] },
];
const components = new Map(
  [row('store', 'healthy'), row('api', 'degraded'), row('viewer', 'healthy'), row('worker', 'running'), row('idle', 'stopped')].map(
    (each) => [each.name, each],
  ),
);

it('what runs and needs a component stops before it, the last first; what wants it stays', () => {
  expect(stoppedAlong('store', dependencies, components)).toEqual(['worker', 'api']);
  expect(stoppedAlong('worker', dependencies, components)).toEqual([]);
});
