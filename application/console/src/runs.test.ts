import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { join } from 'node:path';
import type { ProblemAnswer, RunEventsAnswer, RunMessage } from './api.js';
import { runProcesses } from './runProcess.js';
import { readEvents, type TestEvent } from './testing/events.js';
import { get } from './testing/request.js';
import { runConsole, type RunningConsole, type RunningOptions } from './testing/runningConsole.js';
import { until } from './testing/until.js';
import { createWorkspace, sleeper, type TestWorkspace } from './testing/workspace.js';

/** Whoever reads from the gate waits until somebody opens it. */
const gate =
  'test -e "$DSW_WORKSPACE/gate" || { touch "$DSW_WORKSPACE/waiting"; while ! test -e "$DSW_WORKSPACE/gate"; do sleep 0.05; done; }';

let workspace: TestWorkspace;

beforeAll(async () => {
  workspace = await createWorkspace({
    'platform/base/component.yaml': sleeper('env: { BASE_SECRET: { secret: true, default: sentinel-of-base } }\ninit: {}\n'),
    'platform/base/scripts/init.sh': `echo "the secret is $BASE_SECRET"\n${gate}\n`,
    'platform/user/component.yaml': sleeper('needs: { base: started }\n'),
    'application/console/component.yaml': sleeper('needs: { base: started }\n'),
    'platform/dying/component.yaml': sleeper('init: {}\n'),
    'platform/dying/package.json': '{ "name": "dying", "type": "module", "exports": "./index.js" }\n',
    'platform/dying/index.js': `export default { init() { process.stderr.write('last words\\n'); process.kill(process.pid, 'SIGKILL'); } };\n`,
  });
});
afterAll(() => workspace.remove());

async function withConsole(options: RunningOptions = {}): Promise<RunningConsole> {
  const console = await runConsole(workspace, options);
  onTestFinished(() => console.close());
  return console;
}

const messages = (events: readonly TestEvent[]): RunMessage[] =>
  events.flatMap(({ event, data }) => (event === 'run' ? [data as RunMessage] : []));
const isOver = ({ event, data }: TestEvent): boolean => event === 'run' && (data as RunMessage).kind === 'ended';

describe('a run', () => {
  it('does through the engine what was asked, tells it as it happens, and stays known', async () => {
    const console = await withConsole();
    const events = await readEvents(console.url, '/api/events');
    const id = await console.begins('/api/components/user/start');
    await events.first('the run is over', isOver);
    events.close();

    const told = messages(events.events);
    expect(told[0]).toMatchObject({
      kind: 'began',
      run: { id, verb: 'start', component: 'user', command: 'dsw start user', state: 'running' },
    });
    const kinds = told.flatMap((message) => (message.kind === 'event' ? [message.event.kind] : []));
    expect(kinds.slice(0, 2)).toEqual(['planned', 'started']);
    expect(told.flatMap((message) => (message.kind === 'event' ? [message.number] : []))).toEqual(kinds.map((_, index) => index));
    const [run] = await console.runs();
    expect(run).toMatchObject({ id, state: 'done', diagnostics: [], endedAt: expect.any(String) });
    expect(run?.outcomes.map(({ id: task, kind }) => [task, kind])).toEqual([
      ['base:prep', 'done'],
      ['user:prep', 'done'],
      ['base:start', 'done'],
      ['user:start', 'done'],
    ]);
    expect((await console.status()).components.map(({ name, state }) => [name, state])).toEqual(
      expect.arrayContaining([
        ['base', 'running'],
        ['user', 'running'],
      ]),
    );
    const replayed = JSON.parse((await get(console.url, `/api/runs/${id}`)).body) as RunEventsAnswer;
    expect(replayed.events.map(({ event }) => event.kind)).toEqual(kinds);
    await console.ended(await console.begins('/api/components/user/stop'));
  });

  it('is one at a time; a page that comes later is told all of it; nothing it says holds a secret; interrupted twice it ends', async () => {
    const console = await withConsole();
    const id = await console.begins('/api/components/base/init');
    await until('its hook waits', () => existsSync(join(workspace.root, 'waiting')));

    const refused = await console.asks('/api/components/user/start');
    expect([refused.status, JSON.parse(refused.body)]).toEqual([
      409,
      { message: expect.stringMatching(/^dsw init base is at work, since /), remedy: 'Wait until it is done, or interrupt it.', run: id },
    ]);
    const late = await readEvents(console.url, '/api/events');
    const output = await late.first('the output of the hook', ({ event, data }) => {
      const message = data as RunMessage;
      return event === 'run' && message.kind === 'event' && message.event.kind === 'output' && message.event.line;
    });
    expect(output).toBe('the secret is ****');
    expect(messages(late.events)[0]).toMatchObject({ kind: 'began', run: { id } });
    expect((await console.status()).busy).toMatchObject({ id, state: 'running' });

    expect((await console.asks(`/api/runs/${id}/interrupt`)).status).toBe(202);
    expect((await console.status()).busy?.state ?? 'interrupted').toMatch(/^interrupt/);
    await console.asks(`/api/runs/${id}/interrupt`);
    expect(await console.ended(id)).toMatchObject({ state: 'interrupted' });
    expect((await console.asks(`/api/runs/${id}/interrupt`)).status).toBe(409);
    expect((await console.asks('/api/runs/nothing/interrupt')).status).toBe(404);
    expect(JSON.stringify(late.events)).not.toContain('sentinel-of-base');
    late.close();
    expect(await workspace.dsw('status')).toContain('base');
  });

  it('is refused while a command elsewhere works on the environment, which is told', async () => {
    const console = await withConsole();
    await rm(join(workspace.root, 'waiting'), { force: true });
    const elsewhere = workspace.dsw('init', 'base');
    await until('it works', () => existsSync(join(workspace.root, 'waiting')));

    const refused = await console.asks('/api/components/user/start');
    await workspace.write({ gate: '' });
    await elsewhere;

    expect([refused.status, (JSON.parse(refused.body) as ProblemAnswer).message]).toEqual([
      409,
      expect.stringMatching(/^another command works on this environment: dsw init base \(process \d+\)$/),
    ]);
    expect(await console.ended(await console.begins('/api/components/user/start'))).toMatchObject({ state: 'done' });
  });

  it('whose process dies is told as failed, with what it said last', async () => {
    const console = await withConsole();
    const run = await console.ended(await console.begins('/api/components/dying/init'));

    expect(run).toMatchObject({ state: 'failed', diagnostics: [{ code: 'run-died' }] });
    expect(run.diagnostics[0]?.message).toBe('the process of this run was ended by SIGKILL before the run was over\nlast words');
    expect(run.outcomes.map(({ id, kind }) => [id, kind])).toContainEqual(['dying:start', 'done']);
    expect(await console.ended(await console.begins('/api/components/dying/stop'))).toMatchObject({ state: 'done' });
  });

  it('that cannot even be started is told as failed', async () => {
    const console = await withConsole({ startRun: (env) => runProcesses(env, '/nowhere/runMain.js') });
    const run = await console.ended(await console.begins('/api/components/base/start'));
    expect(run).toMatchObject({
      state: 'failed',
      diagnostics: [{ code: 'run-died', message: expect.stringContaining('Cannot find module') }],
    });
  });

  it('does nothing that would end the console, and says how to do it', async () => {
    const console = await withConsole();
    const refused = await Promise.all(
      ['/api/workspace/down', '/api/components/console/restart', '/api/components/base/stop'].map(async (path) => {
        const { status, body } = await console.asks(path);
        return [status, JSON.parse(body) as unknown];
      }),
    );
    const remedy = (command: string): string => `Run it in a terminal: ${command}`;
    expect(refused).toEqual([
      [409, { message: 'this would stop the console itself, and end with it', remedy: remedy('dsw down') }],
      [409, { message: 'the console does not restart itself', remedy: remedy('dsw restart console') }],
      [409, { message: 'the console needs base, and would be stopped with it', remedy: remedy('dsw stop base') }],
    ]);
    // The component of this test does not run, so that starting everything would start it.
    expect(await console.ended(await console.begins('/api/workspace/up'))).toMatchObject({
      state: 'failed',
      outcomes: [],
      diagnostics: [{ code: 'touches-console', remedy: remedy('dsw up') }],
    });
  });

  it('gets nothing of what is the console’s own in its environment', async () => {
    await workspace.write({
      'platform/base/scripts/init.sh': 'env >"$DSW_WORKSPACE/seen"; cat /proc/$PPID/environ >>"$DSW_WORKSPACE/seen"\n',
    });
    const console = await withConsole();
    expect(await console.ended(await console.begins('/api/components/base/init'))).toMatchObject({ state: 'done' });
    expect(await readFile(join(workspace.root, 'seen'), 'utf8')).not.toContain('sentinel-token');
  });
});

it('a console that ends interrupts its run, and waits for it', async () => {
  await workspace.write({
    'platform/base/scripts/init.sh': `${gate.replaceAll('gate"', 'second-gate"').replace('waiting', 'waiting-again')}\n`,
  });
  const console = await runConsole(workspace);
  await console.begins('/api/components/base/init');
  await until('its hook waits', () => existsSync(join(workspace.root, 'waiting-again')));
  await console.close();
  expect(console.lines.slice(-1)).toEqual(['dsw init base: interrupted']);
  expect(existsSync(join(workspace.root, 'env/local/run/lock'))).toBe(false);
});
