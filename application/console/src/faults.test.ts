import { rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { Redactor } from '@dust-workspace/lifecycle/guard';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { StatusAnswer, UnavailableAnswer } from './api.js';
import { readEvents, type TestEvents } from './testing/events.js';
import { get } from './testing/request.js';
import { runConsole, type RunningConsole } from './testing/runningConsole.js';
import { until } from './testing/until.js';
import { createWorkspace, sleeper, type TestWorkspace } from './testing/workspace.js';
import { workspaceEngine } from './workspaceEngine.js';

let workspace: TestWorkspace;
let console: RunningConsole;
let events: TestEvents;

beforeEach(async () => {
  workspace = await createWorkspace({ 'platform/redis/component.yaml': sleeper(), 'env/project.env': '# Nothing yet.\n' });
  await workspace.dsw('start', 'redis');
  console = await runConsole(workspace);
  events = await readEvents(console.url, '/api/events');
  await events.first(
    'the component',
    ({ event, data }) => event !== 'run' && (data as StatusAnswer).components.some(({ state }) => state === 'running'),
  );
});
afterEach(async () => {
  events.close();
  await console.close();
  await workspace.remove();
});

const becomes = (name: 'unavailable' | 'available'): Promise<unknown> => {
  const from = events.events.length;
  return events.first(`it is ${name}`, ({ event, data }) => event === name && data, from);
};

describe('while the engine cannot answer, the console says why, shows what it knew, and recovers by itself', () => {
  it('from settings that cannot be read', async () => {
    const file = join(workspace.root, 'env/project.env');
    const unavailable = becomes('unavailable');
    await writeFile(file, 'DSW_RUNTIME=steam\n');
    const said = (await unavailable) as UnavailableAnswer;
    expect(said.reason).toMatch(/steam/);

    const status = await console.status();
    expect(status.unavailable).toMatchObject({ reason: said.reason, diagnostics: [expect.anything()] });
    expect(status.components).toMatchObject([{ name: 'redis', state: 'running' }]);
    expect((await get(console.url, '/api/components/redis')).status).toBe(503);
    const late = await readEvents(console.url, '/api/events');
    expect(await late.first('it is told', ({ event, data }) => event === 'unavailable' && data)).toMatchObject({ reason: said.reason });
    late.close();
    const run = await console.ended(await console.begins('/api/components/redis/stop'));
    expect(run).toMatchObject({ state: 'failed', diagnostics: [{ message: said.reason }] });

    const available = becomes('available');
    await writeFile(file, '# Nothing.\n');
    expect(await available).toEqual({ at: expect.any(String) });
    expect((await console.status()).unavailable).toBeNull();
  });

  it('from nothing: a manifest that is broken hides its component, and says so', async () => {
    const file = join(workspace.root, 'platform/redis/component.yaml');
    await writeFile(file, 'description: [\n');
    const removed = await events.first(
      'it is gone',
      ({ event, data }) => event === 'patch' && (data as { removed: string[] }).removed.length > 0 && data,
    );
    expect(removed).toMatchObject({ removed: ['redis'], diagnostics: [{ code: 'yaml-syntax' }, { code: 'stray' }] });
    await writeFile(file, sleeper());
    const from = events.events.length;
    await events.first('it is back', ({ event, data }) => event === 'patch' && (data as StatusAnswer).components.length > 0, from);
  });

  it('from an environment that was removed: everything is stopped and unprepared then', async () => {
    await workspace.dsw('down');
    await rm(join(workspace.root, 'env/local'), { recursive: true });
    await events.first(
      'it is stopped',
      ({ event, data }) => event === 'patch' && (data as StatusAnswer).components.some(({ state }) => state === 'stopped'),
    );
    expect((await console.status()).unavailable).toBeNull();
    await workspace.dsw('start', 'redis');
    const from = events.events.length;
    await events.first(
      'it runs',
      ({ event, data }) => event === 'patch' && (data as StatusAnswer).components.some(({ state }) => state === 'running'),
      Math.max(0, from - 3),
    );
  });
});

it('a container engine that hangs makes its components unknown, and no others', async () => {
  const sockets = new Set<Socket>();
  const hanging = createServer((socket) => sockets.add(socket));
  const path = join(workspace.root, 'engine.sock');
  await new Promise<void>((resolve) => hanging.listen(path, resolve));
  const end = (): void => {
    hanging.close();
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(end);
  await workspace.write({
    'platform/web/component.yaml': 'description: Web\nprofiles: [starter]\nruntimes: { compose: { file: compose.yaml, service: web } }\n',
    'platform/web/compose.yaml': 'services: { web: { image: web } }\n',
    'env/project.env': 'DSW_RUNTIME=compose\n',
  });
  const beside = await runConsole({ ...workspace, processEnv: { ...workspace.processEnv, DOCKER_HOST: `unix://${path}` } });
  onTestFinished(() => beside.close());

  const rows = async (): Promise<unknown> =>
    (await beside.status()).components.map(({ name, state, detail }) => [name, state, detail.split(': ').at(-1)]);
  const becomeKnown = (detail: string): Promise<boolean> => until(detail, async () => JSON.stringify(await rows()).includes(detail));
  await becomeKnown('it says nothing');
  expect(await rows()).toEqual([
    ['redis', 'running', ''],
    ['web', 'unknown', 'it says nothing'],
  ]);
  expect((await beside.status()).unavailable).toBeNull();

  end();
  await becomeKnown('its socket is gone');
}, 120_000);

it('a workspace that is gone is told', async () => {
  const engine = workspaceEngine({ root: '/nowhere', environment: 'local', processEnv: {}, redactor: new Redactor() });
  expect(await engine.observe(new AbortController().signal)).toMatchObject({
    ok: false,
    diagnostics: [{ message: 'the workspace /nowhere is not there' }],
  });
});
