import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { freePort, noTerminals, openTerminal } from '@dust-workspace/runtime/testing';
import { describe, expect, it } from 'vitest';
import { execa } from 'execa';
import { seen } from './testing/seen.js';
import { until } from './testing/until.js';
import { inWorkspace, repository, type Workspace } from './testing/workspace.js';

const dsw = join(repository, 'localbin', 'bin', 'dsw');

/** A component `app` as a process, which runs until it is stopped. */
const app = {
  'env/project.env': 'DSW_RUNTIME=process\n',
  'platform/app/component.yaml': `description: Waits
env:
  APP_WORD: { default: as declared }
runtimes:
  process: { command: [sleep, infinity], context: [sh, ./context.sh] }
`,
  'platform/app/context.sh': 'OF_CONTEXT=set exec "$@"\n',
  'platform/app/show.sh': 'echo "$DSW_COMPONENT@$DSW_ENVIRONMENT $APP_WORD $OF_CONTEXT in ${PWD##*/}: $*"; exit 4\n',
};

describe.concurrent('a command in the context of a component', () => {
  it('has its variables, its folder and what its context sets up, and ends the whole as it ends, whether the component runs or not', () =>
    inWorkspace(app, async (workspace) => {
      const shown = { exitCode: 4, stdout: 'app@local as declared set in app: --json -n', stderr: '' };
      expect(seen(workspace, await workspace.dsw('exec app sh show.sh --json -n'))).toEqual(shown);
      await workspace.succeeds('start app');
      expect(seen(workspace, await workspace.dsw('exec app -- sh show.sh --json -n'))).toEqual(shown);
      expect((await workspace.dsw('exec app no-such-program')).exitCode).toBe(127);
    }));

  it('reads what is piped in, and writes what is piped out byte by byte', () =>
    inWorkspace(app, async ({ root }) => {
      const bytes = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7) % 256));
      const { stdout, exitCode } = await execa(dsw, ['exec', 'app', 'cat'], { cwd: root, input: bytes, encoding: 'buffer' });
      expect([exitCode, Buffer.from(stdout)]).toEqual([0, bytes]);
    }));

  it('is refused for what is no component, and without a command', () =>
    inWorkspace(app, async (workspace) => {
      expect(seen(workspace, await workspace.dsw('exec ap true'))).toEqual({
        exitCode: 1,
        stdout: '',
        stderr: 'error: there is no component ap\n  Did you mean app?',
      });
      expect(seen(workspace, await workspace.dsw('exec a\n\u001b[31mb true')).stderr).toBe(
        'error: there is no component "a\\n\\u001b[31mb"\n  dsw status lists them.',
      );
      expect((await workspace.dsw('exec app --')).exitCode).toBe(2);
    }));

  it('is refused where a variable has no sound value, which is told', () =>
    inWorkspace({ ...app, 'env/local/app.env': 'APP_WORD=${app.NOWHERE}\n' }, async (workspace) => {
      expect(seen(workspace, await workspace.dsw('exec app true'))).toEqual({
        exitCode: 1,
        stdout: '',
        stderr: expect.stringMatching(
          /^env\/local\/app\.env:1:10: error: app: APP_WORD refers to \$\{app\.NOWHERE\}, which has no value/,
        ) as string,
      });
    }));
});

const missing = await noTerminals();

describe.skipIf(missing !== undefined)(`a shell in the context of a component${missing === undefined ? '' : `: ${missing}`}`, () => {
  it('says where it is, and has keys and signals for itself', ({ onTestFinished }) =>
    inWorkspace(app, async ({ root }) => {
      const terminal = openTerminal(`'${dsw}' shell app; echo "exit $?"`, { cwd: root });
      onTestFinished(() => terminal.close());
      await terminal.until('app@local');
      terminal.type('echo "<$OF_CONTEXT $DSW_COMPONENT>"\r');
      await terminal.until('<set app>');
      terminal.type('sleep 600\r');
      await terminal.until('sleep 600\n');
      terminal.type('\x03');
      terminal.type('echo "still $((40 + 2))"\r');
      await terminal.until('still 42');
      terminal.type('exit 3\r');
      await terminal.ended;
      expect(terminal.shown()).toContain('exit 3\n');
    }));

  it('takes commands from a pipe, too', () =>
    inWorkspace(app, async ({ root }) => {
      const { stdout } = await execa(dsw, ['shell', 'app'], { cwd: root, input: 'echo "<$OF_CONTEXT>"\n' });
      expect(stdout).toBe('<set>');
    }));
});

describe.concurrent('the output of several components', () => {
  const speaker = (name: string, lines: string) => ({
    [`platform/${name}/component.yaml`]: `description: Speaks\nprofiles: [starter]\nruntimes:\n  process: { command: [sh, main.sh] }\n`,
    [`platform/${name}/main.sh`]: `${lines}\nexec sleep infinity\n`,
  });
  const files = {
    'env/project.env': 'DSW_RUNTIME=process\n',
    ...speaker(
      'one',
      'echo banner; echo "2026-03-01T12:00:00Z first"; echo "2026-03-01T12:00:04Z last"; until [ -e go ]; do sleep 0.05; done; echo gone',
    ),
    ...speaker('second', 'echo "2026-03-01T12:00:02Z middle"; echo "detail of that"'),
  };

  it('comes together by the times of its lines, with the name before each', () =>
    inWorkspace(files, async (workspace) => {
      await workspace.succeeds('up');
      await until('both have spoken', async () => (await workspace.dsw('logs')).stdout.split('\n').length === 6);
      expect((await workspace.dsw('logs')).stdout).toBe(
        `one | banner
one | 2026-03-01T12:00:00Z first
second | 2026-03-01T12:00:02Z middle
second | detail of that
one | 2026-03-01T12:00:04Z last
`,
      );
      expect((await workspace.dsw('logs one second -n 1')).stdout).toBe('second | detail of that\none | 2026-03-01T12:00:04Z last\n');
      expect((await workspace.dsw('logs second')).stdout).toBe('2026-03-01T12:00:02Z middle\ndetail of that\n');
      expect((await workspace.dsw('logs -n soon')).exitCode).toBe(2);
    }));

  it('is followed together', () =>
    inWorkspace(files, async (workspace) => {
      await workspace.succeeds('up');
      const following = workspace.launch('logs --follow');
      await until('the beginning is shown', () => following.said().includes('last'));
      await workspace.write({ 'platform/one/go': '' });
      await until('more is shown', () => following.said().endsWith('one | gone\n'));
      process.kill(following.pid, 'SIGINT');
      expect((await following.ended).exitCode).toBe(0);
    }));
});

describe.concurrent('the well-known ports', () => {
  const serve = `import { createServer } from 'node:net';
createServer((socket) => socket.on('error', () => {}).end('here is ' + process.env.DSW_ENVIRONMENT)).listen(Number(process.env.APP_PORT), '127.0.0.1');
`;
  const files = (port: number) => ({
    'env/project.env': 'DSW_RUNTIME=process\n',
    'platform/app/component.yaml': `description: Answers
profiles: [starter]
ports: { APP_PORT: ${port} }
ready: { tcp: APP_PORT }
runtimes:
  process: { command: [node, serve.mjs] }
`,
    'platform/app/serve.mjs': serve,
  });
  const answerAt = (port: number, host = '127.0.0.1'): Promise<string> => text(connect({ host, port })).catch(String);
  const forwarding = async (workspace: Workspace, line: string) => {
    const running = workspace.launch(line);
    await until('it listens', () => running.said().includes('until Ctrl-C'));
    return async () => {
      process.kill(running.pid, 'SIGINT');
      return running.ended;
    };
  };

  it('lead to the environment that is chosen, and to another when that is', async () => {
    const [port, ofLocal, ofOther] = await Promise.all([freePort(), freePort(), freePort()]);
    const configured = { 'env/local/app.env': `APP_PORT=${ofLocal}\n`, 'env/other/app.env': `APP_PORT=${ofOther}\n` };
    await inWorkspace({ ...files(port), ...configured }, async (workspace) => {
      await workspace.succeeds('up');
      await workspace.succeeds('up --env other');
      const end = await forwarding(workspace, 'forward');
      expect([await answerAt(port), await answerAt(port, '::1')]).toEqual(['here is local', 'here is local']);
      const { exitCode, stdout } = await end();
      expect([exitCode, stdout]).toEqual([0, tableOf(port, `passed on to 127.0.0.1:${ofLocal}`)]);
      const endOther = await forwarding(workspace, 'forward app --env other');
      expect(await answerAt(port)).toBe('here is other');
      await endOther();
      await workspace.succeeds('down --env other');
    });
  });

  it('are not listened at where somebody else does, who is named', async () => {
    const [port, ofLocal] = await Promise.all([freePort(), freePort()]);
    const configured = { 'env/local/app.env': `APP_PORT=${ofLocal}\n`, 'env/other/app.env': `APP_PORT=${port}\n` };
    await inWorkspace({ ...files(port), ...configured }, async (workspace) => {
      const taken = createServer().listen(port, '127.0.0.1');
      await once(taken, 'listening');
      const refused = (holder: string) => ({
        exitCode: 1,
        stdout: '',
        stderr: expect.stringMatching(`^error: port ${port} \\(APP_PORT of app\\) is taken by ${holder}: `) as string,
      });
      expect(await workspace.dsw('forward')).toMatchObject(refused(`process ${process.pid}`));
      expect(await workspace.dsw('forward --dry-run')).toMatchObject({
        exitCode: 0,
        stdout: tableOf(port, `passed on to 127.0.0.1:${ofLocal}`),
      });
      taken.close();
      await once(taken, 'close');
      await workspace.succeeds('up --env other');
      expect(await workspace.dsw('forward')).toMatchObject(refused('process \\d+, app of the environment other in [^:]*'));
      expect(await workspace.dsw('forward app --env other')).toMatchObject({
        exitCode: 0,
        stdout: tableOf(port, 'there already'),
        stderr: 'nothing is passed on to other\n',
      });
      await workspace.succeeds('down --env other');
    });
  });

  const tableOf = (port: number, where: string): string => `PORT   COMPONENT  NAME      WHERE\n${port}  app        APP_PORT  ${where}\n`;
});
