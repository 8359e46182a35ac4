import { expect, it } from 'vitest';
import { createStore } from './store.js';

it('changes that come together are told once, and none when nothing has changed', () => {
  const due: (() => void)[] = [];
  const store = createStore((callback) => void due.push(callback));
  const seen: string[] = [];
  const stop = store.subscribe(() => void seen.push(store.state().link.kind));
  const next = (): void => due.splice(0).forEach((callback) => callback());

  store.dispatch({ kind: 'connected' });
  store.dispatch({ kind: 'disconnected', at: 1 });
  expect([store.state().link.kind, seen, due.length]).toEqual(['lost', [], 1]);
  next();
  store.dispatch({ kind: 'disconnected', at: 2 });
  expect(due.length).toBe(0);
  store.dispatch({ kind: 'connected' });
  next();
  stop();
  store.dispatch({ kind: 'disconnected', at: 3 });
  next();
  expect(seen).toEqual(['lost', 'live']);
});
