import { ok } from '@dust-workspace/component';
import type { LogLine } from '@dust-workspace/lifecycle';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ComponentFacts } from './engine.js';
import { createServer } from './server.js';
import { followLogs } from './logs.js';
import { readEvents } from './testing/events.js';
import { get } from './testing/request.js';
import { runConsole, type RunningConsole } from './testing/runningConsole.js';
import { serverParts } from './testing/serverParts.js';
import { until } from './testing/until.js';
import { createWorkspace, type TestWorkspace } from './testing/workspace.js';

const talker = `description: Talks
runtimes: { process: { command: [scripts/serve.sh] } }
env: { TALKER_SECRET: { secret: true, default: sentinel-of-talker } }
`;
const serve = `#!/bin/sh
for number in 1 2 3 4 5 6 7 8 9 10; do echo "2025-01-01T12:00:$((number + 10))Z line $number of $TALKER_SECRET"; done
until test -e "$DSW_WORKSPACE/more"; do sleep 0.05; done
echo "LINE 11"; echo other
exec sleep infinity
`;

let workspace: TestWorkspace;
let console: RunningConsole;

beforeAll(async () => {
  workspace = await createWorkspace({ 'platform/talker/component.yaml': talker, 'platform/talker/scripts/serve.sh': serve });
  await workspace.dsw('start', 'talker');
  console = await runConsole(workspace);
});
afterAll(async () => {
  await console.close();
  await workspace.remove();
});

const lines = async (query: string): Promise<unknown> => JSON.parse((await get(console.url, `/api/components/talker/logs?${query}`)).body);

describe('the log of a component', () => {
  it('is its last lines, without secrets, with their times', async () => {
    expect(await lines('tail=2')).toEqual({
      component: 'talker',
      lines: [
        { at: Date.parse('2025-01-01T12:00:19Z'), text: '2025-01-01T12:00:19Z line 9 of ****' },
        { at: Date.parse('2025-01-01T12:00:20Z'), text: '2025-01-01T12:00:20Z line 10 of ****' },
      ],
    });
  });

  it('can be searched; the lines that are wanted are counted', async () => {
    const texts = ((await lines('tail=2&grep=LINE%201')) as { lines: { text: string }[] }).lines.map(({ text }) => text.slice(21));
    expect(texts).toEqual(['line 1 of ****', 'line 10 of ****']);
    expect(await lines('grep=sentinel')).toEqual({ component: 'talker', lines: [] });
  });

  it('is none of a component that there is not', async () => {
    expect((await get(console.url, '/api/components/none/logs')).status).toBe(404);
    const followed = await readEvents(console.url, '/api/components/none/logs/follow');
    expect(await followed.first('it ends', ({ event, data }) => event === 'end' && data)).toEqual({ reason: 'there is no component none' });
  });

  it('goes on as it is written, for everybody by their own search', async () => {
    const all = await readEvents(console.url, '/api/components/talker/logs/follow?tail=1');
    const some = await readEvents(console.url, '/api/components/talker/logs/follow?tail=5&grep=line%201');
    await all.first('the last line', ({ event }) => event === 'line');
    await some.first('what was found', (_event) => some.events.length >= 2);
    await workspace.write({ more: '' });
    await all.first('the new line', ({ data }) => (data as { text: string }).text === 'other');
    await some.first('the new line', ({ data }) => (data as { text: string }).text === 'LINE 11');
    all.close();
    some.close();

    const texts = (events: readonly { data: unknown }[]): string[] => events.map(({ data }) => (data as { text: string }).text.slice(-11));
    expect(texts(all.events)).toEqual(['e 10 of ****', 'LINE 11', 'other'].map((text) => text.slice(-11)));
    expect(texts(some.events)).toEqual(['e 1 of ****', ' 10 of ****', 'LINE 11']);
  });
});

it('a log is read no faster than somebody reads it, and no longer', async () => {
  let taken = 0;
  let closed = false;
  async function* endless(): AsyncGenerator<LogLine> {
    try {
      for (;;) {
        taken += 1;
        // A turn of the loop each, as if it came from a file.
        await new Promise(setImmediate);
        yield { component: 'talker', text: 'x'.repeat(100_000) };
      }
    } finally {
      closed = true;
    }
  }
  const facts = { name: 'talker' } as ComponentFacts;
  const engine = { component: () => Promise.resolve(ok(facts)), logs: () => Promise.resolve(ok(endless())) };
  const server = createServer(serverParts({ followLogs: (name, query, stream) => followLogs(engine, name, query, stream) }));
  onTestFinished(() => server.close());
  const followed = await readEvents(await server.listen({ host: '127.0.0.1', port: 0 }), '/api/components/talker/logs/follow');
  await followed.first('some of it', () => followed.events.length > 10);
  followed.response.pause();

  let before = -1;
  await until('nothing more is taken', async () => {
    const still = taken === before;
    before = taken;
    await new Promise((resolve) => setTimeout(resolve, 300));
    return still && taken === before;
  });
  expect(followed.ended).toBe(false);
  followed.close();
  await until('it is closed', () => closed);
});
