import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setTimeout as pause } from 'node:timers/promises';
import type { StatusAnswer, StatusPatch } from './api.js';
import type { Engine } from './engine.js';
import { createServer } from './server.js';
import { readEvents, type TestEvents } from './testing/events.js';
import { send } from './testing/request.js';
import { runConsole, type RunningConsole } from './testing/runningConsole.js';
import { serverParts } from './testing/serverParts.js';
import { until } from './testing/until.js';
import { createWorkspace, sleeper, type TestWorkspace } from './testing/workspace.js';

let workspace: TestWorkspace;
let console: RunningConsole;
let looks = 0;

/** Counts how often somebody looks. */
const counting = (engine: Engine): Engine => ({
  ...engine,
  observe: (signal) => {
    looks += 1;
    return engine.observe(signal);
  },
});

beforeAll(async () => {
  workspace = await createWorkspace({
    'platform/one/component.yaml': sleeper(),
    'platform/two/component.yaml': sleeper('needs: { one: started }\n'),
  });
  console = await runConsole(workspace, { engine: counting, sampleEvery: 3_600_000 });
});
afterAll(async () => {
  await console.close();
  await workspace.remove();
});

const stateIn = (events: TestEvents, name: string): string | undefined =>
  events.events
    .flatMap(({ event, data }) => (event === 'status' || event === 'patch' ? (data as StatusAnswer | StatusPatch).components : []))
    .filter((row) => row.name === name)
    .at(-1)?.state;

describe('the events', () => {
  it('begin with all that is known, in the order of starting, and go on with what changes, whoever changed it', async () => {
    const events = await readEvents(console.url, '/api/events');
    const first = await events.first('the status', ({ event, data }) => event === 'status' && (data as StatusAnswer));
    await until('it was seen', () => stateIn(events, 'two') === 'stopped');
    expect(events.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-frame-options': 'DENY',
    });
    expect(first).toMatchObject({ environment: 'local', busy: null, unavailable: null, changes: { allowed: true } });

    await workspace.dsw('start', 'two');
    await until('both run', () => stateIn(events, 'one') === 'running' && stateIn(events, 'two') === 'running');
    await events.first('what they take', ({ event, data }) => event === 'patch' && (data as StatusPatch).usage?.['one']?.memoryBytes);

    const late = await readEvents(console.url, '/api/events');
    const whole = await late.first('the status', ({ event, data }) => event === 'status' && (data as StatusAnswer));
    expect(whole.components.map(({ name, state, detail }) => [name, state, detail])).toEqual([
      ['one', 'running', ''],
      ['two', 'running', ''],
    ]);
    expect(Object.keys(whole.since)).toEqual(['one', 'two']);
    expect(whole.dependencies).toEqual([
      { component: 'one', needs: [] },
      { component: 'two', needs: [{ component: 'one', condition: 'started', optional: false }] },
    ]);

    await workspace.dsw('stop', 'two');
    await until('both see it', () => [events, late].every((each) => stateIn(each, 'two') === 'stopped'));
    for (const each of [events, late]) each.close();
  });

  it('are nothing that has only a head', async () => {
    expect((await send(console.url, 'HEAD', '/api/events', {})).status).toBe(404);
  });

  it('are looked for only while somebody listens', async () => {
    await until('nobody looks any more', async () => {
      const before = looks;
      await pause(1_500);
      return looks === before;
    });
    const before = looks;
    const events = await readEvents(console.url, '/api/events');
    await until('somebody looks', () => looks > before);
    events.close();
  });

  it('of which a page is offered no more than it can take in: a reader that does not drain is disconnected', async () => {
    const audiences = new Set<(event: 'status', json: string) => void>();
    const server = createServer(
      serverParts({
        live: {
          join: (audience) => {
            audiences.add(audience);
            return () => void audiences.delete(audience);
          },
        },
      }),
    );
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    const [slow, quick] = await Promise.all([readEvents(url, '/api/events'), readEvents(url, '/api/events')]);
    slow.response.pause();
    await until('both listen', () => audiences.size === 2);
    const json = JSON.stringify('x'.repeat(100_000));
    let sent = 0;
    await until('the slow one is gone', async () => {
      for (const audience of audiences) audience('status', json);
      sent += 1;
      await until('the quick one keeps up', () => quick.events.length === sent);
      return audiences.size === 1;
    });
    expect(quick.ended).toBe(false);
    quick.close();
    await server.close();
  });
});
