import { expect, it } from 'vitest';
import { addressOf, parseRoute, start, type Route } from './route.js';

it('what is shown stands in the fragment of the address', () => {
  const routes: readonly (readonly [Route, string])[] = [
    [start, '#/components'],
    [{ kind: 'components', component: 'redis', tab: 'overview' }, '#/components/redis'],
    [{ kind: 'components', component: 'a/b c', tab: 'logs' }, '#/components/a%2Fb%20c/logs'],
    [{ kind: 'backups', set: null }, '#/backups'],
    [{ kind: 'backups', set: '20261122T112941Z-7f3a' }, '#/backups/20261122T112941Z-7f3a'],
    [{ kind: 'runs', run: 'one' }, '#/runs/one'],
  ];
  for (const [route, address] of routes) {
    expect(addressOf(route)).toBe(address);
    expect(parseRoute(address)).toEqual(route);
  }
});

it('an address that means nothing is the start', () => {
  expect(['', '#', '#/', '#/nothing/here', '#/components/%E0%A4%A', '#/components/'].map(parseRoute)).toEqual(Array(6).fill(start));
});
