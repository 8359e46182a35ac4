import { describe, expect, it } from 'vitest';
import type { Instance, RuntimeName } from '@dust-workspace/runtime';
import { routeRuntimes } from './routeRuntimes.js';
import { fakeRuntime } from './testing/fakeRuntime.js';
import { instanceOf } from './testing/instanceOf.js';
import { scene } from './testing/scene.js';

const signal = new AbortController().signal;
const stopped = { kind: 'stopped' } as const;
const unknown = { kind: 'unknown', reason: 'no answer' } as const;
const exited = { kind: 'exited', detail: 'exited with code 1' } as const;

const { components } = scene({ a: {}, b: {}, c: {} });

function instance(name: string, runtime: RuntimeName): Instance {
  const component = components.get(name);
  if (component === undefined) throw new Error(`no ${name} in the scene`);
  return instanceOf(component, runtime);
}

function routed() {
  const process = fakeRuntime('process', { a: stopped, c: exited }, { a: { prepare: 'in no file' } });
  const compose = fakeRuntime('compose', { a: exited, b: unknown }, { b: { replace: 'its image is another' } });
  return { process, compose, runtime: routeRuntimes('compose', { process, compose }) };
}

describe('one door for several runtimes', () => {
  it('has the name of the environment', () => expect(routed().runtime.name).toBe('compose'));

  it('hands each instance to its own, and answers in the order of the question', async () => {
    const { process, compose, runtime } = routed();
    const instances = [instance('c', 'process'), instance('b', 'compose'), instance('a', 'process')];
    expect([...(await runtime.observe(instances))]).toEqual([
      ['c', exited],
      ['b', unknown],
      ['a', stopped],
    ]);
    expect([...(await runtime.survey(instances))]).toEqual([
      ['b', { replace: 'its image is another' }],
      ['a', { prepare: 'in no file' }],
    ]);
    await runtime.anticipate(instances, signal);
    await runtime.endAbandoned(instances);
    expect(process.asked).toEqual(['observe c a', 'survey c a', 'anticipate c a', 'endAbandoned c a']);
    expect(compose.asked).toEqual(['observe b', 'survey b', 'anticipate b', 'endAbandoned b']);
  });

  it('asks no runtime that has no instance', async () => {
    const { process, compose, runtime } = routed();
    await runtime.observe([instance('a', 'compose')]);
    await runtime.observe([]);
    expect([process.asked, compose.asked]).toEqual([[], ['observe a']]);
  });

  it('starts, stops and asks one where it lives', async () => {
    const { process, compose, runtime } = routed();
    for (const own of [instance('a', 'process'), instance('b', 'compose')]) {
      await runtime.prepare(own, signal);
      await runtime.start(own, signal);
      await runtime.awaitEnd(own, signal);
      await runtime.exec(own, ['true'], { signal });
      await runtime.healthCheck(own);
      for await (const _ of runtime.logs(own, { follow: false, signal }));
      await runtime.stop(own, { onKill: () => undefined });
      await runtime.remove(own);
    }
    const all = (name: string): string[] =>
      ['prepare', 'start', 'awaitEnd', 'exec', 'healthCheck', 'logs', 'stop', 'remove'].map((what) => `${what} ${name}`);
    expect([process.asked, compose.asked]).toEqual([all('a'), all('b')]);
  });

  it('lets the engine tidy up what only its containers share', async () => {
    const { process, compose, runtime } = routed();
    await runtime.tidy({ workspace: '/workspace', environment: 'local' });
    expect([process.asked, compose.asked]).toEqual([[], ['tidy local']]);
  });

  it('does not know what to do with a runtime that has no driver', () =>
    expect(() => routed().runtime.start(instance('a', 'kubernetes'), signal)).toThrow('a cannot run in kubernetes'));
});
