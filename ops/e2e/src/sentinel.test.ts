import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from '@dust-workspace/runtime/testing';
import { nx, nxJson } from './testing/nx.js';
import {
  commandLinesDuring,
  filesThatTell,
  sayInEveryWay,
  sentinel,
  sentinelKey,
  sentinelKeyValue,
  sentinelValue,
  telling,
} from './testing/sentinel.js';
import { until } from './testing/until.js';
import { web } from './testing/web.js';
import { inWorkspace, repository, type Ran, type Workspace } from './testing/workspace.js';

/** Of the console. It tells itself like the others. */
const sentinelToken = 'sentinel-7f3a-of-the-console';

/** A component that passes its secrets on wherever it can. What its hook does is said in `config/mode`, so that each other mode makes it run again. */
const careless = (port: number, consolePort: number): Record<string, string> => ({
  ...nxJson,
  'env/local/console.env': `CONSOLE_TOKEN=${sentinelToken}\n`,
  'env/local/safe.env': `SAFE_TOKEN=${sentinelValue}\nSAFE_KEY=${sentinelKeyValue}\n`,
  'platform/safe/component.yaml': `description: Cannot keep a secret
profiles: [starter]
ports: { SAFE_PORT: ${port} }
env:
  SAFE_TOKEN: { secret: true }
  SAFE_KEY: { secret: true }
  SAFE_URL: { default: 'http://user:\${SAFE_TOKEN}@127.0.0.1' }
runtimes: { process: { command: [node, serve.cjs] } }
ready: { command: [sh, -c, 'echo "no login with $SAFE_TOKEN" >&2; test -e "$DSW_RUN/up"'], within: 20s }
init: {}
`,
  'platform/safe/serve.cjs': `const { existsSync, rmSync, writeFileSync } = require('node:fs');
const say = ${sayInEveryWay};
const { SAFE_TOKEN, SAFE_KEY, DSW_RUN } = process.env;
rmSync(DSW_RUN + '/up', { force: true });
for (const secret of [SAFE_TOKEN, SAFE_KEY]) say(secret, console.log);
if (existsSync('broken')) {
  console.error('broken:', SAFE_TOKEN);
  process.exit(1);
}
require('node:net').createServer((socket) => socket.end()).listen(process.env.SAFE_PORT, '127.0.0.1', () => {
  setTimeout(() => writeFileSync(DSW_RUN + '/up', ''), existsSync('quick') ? 0 : 1200);
});
const parts = [...(SAFE_TOKEN + ' ' + SAFE_KEY).matchAll(/[^]{1,7}/g)].map(([part]) => part);
setInterval(() => {
  if (existsSync('speak') && parts.length > 0) process.stdout.write(parts.shift() + (parts.length === 0 ? ' was said\\n' : ''));
}, 10);
`,
  'platform/safe/package.json': '{ "name": "safe", "type": "module", "exports": "./index.js" }\n',
  'platform/safe/index.js': `import { readFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';

const say = ${sayInEveryWay};
const astray = runInThisContext('(secret) => { throw new Error(secret, { cause: new Error(secret) }); }', { filename: '/elsewhere/library.js' });

export default {
  async init({ directory, env, exec, log, run, signal }) {
    for (const secret of [env.SAFE_TOKEN, env.SAFE_KEY]) {
      say(secret, log);
      say(secret, console.log);
      say(secret, (line) => process.stderr.write(line + '\\n'));
      for (const line of secret.split('\\n')) log(line);
    }
    const mode = readFileSync(directory + '/config/mode', 'utf8').trim();
    if (mode === 'throw') throw new Error('wrong: ' + env.SAFE_TOKEN);
    if (mode === 'fail') await run(['sh', '-c', 'echo "wrong: $SAFE_TOKEN $SAFE_KEY" >&2; exit 1']);
    if (mode === 'astray') setTimeout(astray, 1, env.SAFE_TOKEN);
    if (mode === 'astray' || mode === 'hang') await new Promise((_, reject) => signal.addEventListener('abort', reject));
    await exec(['sh', '-c', 'printf "%s" "$SAFE_TOKEN" >"$DSW_VOLUME/rows"']);
  },
};
`,
  'platform/safe/config/mode': 'work\n',
  'platform/safe/scripts/backup.sh': 'echo "saving $SAFE_KEY" >&2; cat "$DSW_VOLUME/rows"\n',
  'platform/safe/scripts/restore.sh': 'echo "restoring $SAFE_TOKEN"; cat >"$DSW_VOLUME/rows"\n',
  'platform/console/component.yaml': `description: The console
profiles: [starter]
ports: { CONSOLE_PORT: ${consolePort} }
env: { CONSOLE_SAMPLE_EVERY: { default: 200ms }, CONSOLE_TOKEN: { secret: true } }
runtimes: { process: { command: [node, "${repository}/application/console/dist/serve.js"] } }
ready: { http: 'http://127.0.0.1:\${CONSOLE_PORT}/api/health', within: 20s }
`,
});

/** What succeeds, and may say much: by dsw, or by Nx where it begins with run-many. */
const questions = [
  'run-many -t env,logs,status,backup -p safe',
  'status',
  'status --json',
  'logs safe console',
  'env safe',
  'env safe --format json',
  'env safe --format dotenv',
  'env explain SAFE_URL',
  'env diff local local',
  'validate',
  'backup',
  'restore safe',
  'verify',
  'restart safe --dry-run --json',
];

/** Everything that is said of a workspace, by whatever means, in a home of its own. */
class Listener {
  readonly said: { readonly by: string; readonly text: string }[] = [];

  constructor(
    readonly workspace: Workspace,
    readonly surroundings: Readonly<Record<string, string>>,
    readonly consolePort: number,
  ) {}

  async dsw(line: string): Promise<Ran> {
    return this.hear(`dsw ${line}`, await this.workspace.dsw(line));
  }

  async nx(line: string): Promise<Ran> {
    return this.hear(`nx ${line}`, await nx(this.workspace, line, this.surroundings));
  }

  async console(path: string): Promise<string> {
    const text = await (await fetch(`http://127.0.0.1:${this.consolePort}${path}`)).text();
    this.said.push({ by: `GET ${path}`, text });
    return text;
  }

  /** Has the console do something, and hears all that is told of it. */
  async runByConsole(path: string): Promise<string> {
    const begun = await fetch(`http://127.0.0.1:${this.consolePort}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sentinelToken}`, 'content-type': 'application/json' },
      body: '{}',
    });
    const { run } = (await begun.json()) as { run: string };
    let told = '';
    await until(`the run of ${path} is over`, async () => {
      told = await this.console(`/api/runs/${run}`);
      return !told.includes('"endedAt":null');
    });
    return told;
  }

  /** Launches a command, and ends it once it has said enough. */
  async follow(
    line: string,
    isEnough: (said: string) => boolean,
    kill: NodeJS.Signals,
    meanwhile = (): Promise<void> => Promise.resolve(),
  ): Promise<void> {
    const running = this.workspace.launch(line);
    await meanwhile();
    await until(`${line} says it`, () => isEnough(running.said()));
    process.kill(-running.pid, kill);
    await running.ended;
    this.said.push({ by: line, text: running.said() });
  }

  hear(by: string, ran: Ran): Ran {
    this.said.push({ by, text: ran.stdout + ran.stderr });
    return ran;
  }

  told(): string[] {
    return this.said.flatMap(({ by, text }) => telling(text).map((line) => `${by}: ${line}`));
  }
}

async function inOwnHome(body: (listener: Listener, home: string) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'dsw-home-'));
  const [port, consolePort] = [await freePort(), await freePort()];
  try {
    await mkdir(join(home, 'tmp'));
    const surroundings = { HOME: home, TMPDIR: join(home, 'tmp'), DSW_STATE_HOME: join(home, 'state'), NX_DAEMON: 'false' };
    await inWorkspace(careless(port, consolePort), (workspace) => body(new Listener(workspace, surroundings, consolePort), home), {
      env: surroundings,
    });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function allOf({ stdout, stderr }: Ran): string {
  return stdout + stderr;
}

describe.concurrent('secrets', () => {
  it('are nowhere in what is said or kept, from the bootstrap to a crash, however careless their component is', () =>
    inOwnHome(async (listener, home) => {
      const { workspace } = listener;
      const mode = (name: string): Promise<void> => workspace.write({ 'platform/safe/config/mode': `${name}\n` });

      const argv = await commandLinesDuring(async () => {
        const started = await listener.dsw('bootstrap');
        expect(started.exitCode, allOf(started)).toBe(0);
        expect(started.stdout).toContain('safe | says ****\n');
        expect(started.stdout).toContain('waiting until safe is ready: sh: no login with ****\n');
        await workspace.write({ 'platform/safe/quick': '' });
        for (const line of questions) {
          const ran = await (line.startsWith('run-') ? listener.nx(line) : listener.dsw(line));
          expect(ran.exitCode, line + allOf(ran)).toBe(0);
        }
        expect((await listener.dsw('restart safe --json')).stdout).toContain('"outcomes"');
        await listener.follow(
          'logs safe --follow --tail 1',
          (said) => said.includes('was said\n'),
          'SIGINT',
          () => workspace.write({ 'platform/safe/speak': '' }),
        );

        for (const how of ['throw', 'fail']) {
          await mode(how);
          const told = how === 'throw' ? await listener.nx('run safe:init') : await listener.dsw('init safe');
          expect(told.stdout).toContain('wrong: ****');
          expect(await listener.runByConsole('/api/components/safe/init')).toContain('wrong: ****');
        }
        await mode('hang');
        await listener.follow('init safe', (said) => said.includes('safe | '), 'SIGKILL');
        expect(allOf(await listener.dsw('status'))).toContain('was killed while it worked');
        await mode('astray');
        const astray = await listener.dsw('init safe');
        expect([astray.exitCode, astray.stderr]).toEqual([
          1,
          expect.stringMatching(/fault of the program: Error: \*{4}\n +at .*library\.js[^]*caused by Error: \*{4}/),
        ]);
        await listener.nx('run safe:init');

        await workspace.write({ 'platform/safe/broken': '' });
        const { pid } = await mainProcess(workspace);
        process.kill(pid, 'SIGKILL');
        await until('the supervisor has tried', async () =>
          (await workspace.read('env/local/run/supervisor.log').catch(() => '')).includes('safe: started again'),
        );
        expect((await listener.dsw('start safe')).stdout).toContain('broken: ****');
        expect((await listener.nx('run safe:start')).stdout).toContain('broken: ****');
        // While the supervisor tries again it says nothing for a moment.
        for (const line of ['status', 'status --json'])
          await until(`${line} says why`, async () => (await listener.dsw(line)).stdout.includes('broken: ****'));
        await until('the console knows it', async () => (await listener.console('/api/status')).includes('broken: ****'));
        const parts = ['history?minutes=5', 'components/safe', 'components/safe/logs', 'components/console', 'backups', 'runs'];
        for (const part of parts) await listener.console(`/api/${part}`);
        await listener.console('/');
        await listener.dsw('backup');
        await listener.dsw('down');
      });

      expect(listener.told()).toEqual([]);
      expect(argv).toEqual([]);
      const kept = (await filesThatTell(workspace.root)).map((file) => file.replace(/sets\/[^/]+/, 'sets/<set>'));
      // What exists to hold it: its configuration, its data and their copies, and what the component itself writes into its own log.
      expect([...new Set(kept)]).toEqual([
        'env/backup/local/sets/<set>/safe/archive.zst',
        'env/backup/local/sets/<set>/safe/volume.tar.zst',
        'env/local/console.env',
        'env/local/run/safe/output.log',
        'env/local/safe.env',
        'platform/safe/volumes/local/rows',
      ]);
      expect(await filesThatTell(home)).toEqual([]);
    }));

  it('are shown when somebody asks for them', () =>
    inOwnHome(async ({ workspace }) => {
      const revealed = await workspace.dsw('env safe --format json --reveal');
      expect(JSON.parse(revealed.stdout)).toMatchObject({ SAFE_TOKEN: sentinel, SAFE_KEY: sentinelKey });
    }));

  it('are not told of a component whose secrets cannot be read', () =>
    inOwnHome(async (listener) => {
      const { workspace } = listener;
      await workspace.succeeds('start safe');
      await workspace.write({ 'env/local/safe.env': 'half of a line\n', 'platform/safe/broken': '' });
      const { pid } = await mainProcess(workspace);
      process.kill(pid, 'SIGKILL');
      await until('it is known to have died', async () => /^safe +failed/m.test((await listener.dsw('status')).stdout));
      await listener.dsw('status --json');
      expect((await listener.dsw('logs safe')).stdout).toBe('(not shown while its secrets are unknown)\n');
      expect(listener.told()).toEqual([]);
    }));
});

/** Its stamp begins with the pid. */
async function mainProcess({ read }: Workspace): Promise<{ readonly pid: number }> {
  return { pid: Number((await read('env/local/run/safe/process')).split(' ')[0]) };
}

/** What fails says why, and the reason holds no secret. */
describe.concurrent('a secret', () => {
  const secret = 'sentinel-7f3a$1';
  const files = async (): Promise<Record<string, string>> => ({ ...web(await freePort()), 'env/local/web.env': `WEB_TOKEN='${secret}'\n` });

  it('that is a name in the workspace is not hidden there, since that would give it away', async () => {
    await inWorkspace({ ...(await files()), 'env/local/web.env': 'WEB_TOKEN=web\n' }, async (workspace) => {
      expect((await workspace.dsw('init web')).stdout).toContain('web | made with web\n');
      expect((await workspace.dsw('env web')).stdout).toMatch(/^WEB_TOKEN +\*{4} /m);
    });
  });

  it('that has changed stays hidden while something runs with the old one', async () => {
    await inWorkspace(await files(), async (workspace) => {
      await workspace.succeeds('start web');
      await workspace.write({ 'env/local/web.env': "WEB_TOKEN='another-1234'\n" });
      expect((await workspace.dsw('logs web')).stdout).toBe('the token is ****\n');
      await workspace.write({ 'platform/web/serve.cjs': "console.log('now', process.env.WEB_TOKEN); process.exit(1);\n" });
      const { stdout } = await workspace.dsw('restart web');
      expect(stdout).toContain('    the token is ****\n      now ****\n');
    });
  });

  it('is not in what is said of a failure', async () => {
    const failures = {
      'platform/web/scripts/init.sh': 'echo "wrong: $WEB_TOKEN" >&2; exit 1\n',
      'platform/web/scripts/backup.sh': 'echo "wrong: $WEB_TOKEN" >&2; exit 1\n',
    };
    await inWorkspace({ ...(await files()), ...failures }, async (workspace) => {
      expect((await workspace.dsw('init web')).stdout).toContain('init.sh exited with 1: wrong: ****\n');
      await workspace.write({ 'platform/web/volumes/local/rows': 'some\n' });
      expect((await workspace.dsw('backup web')).stdout).toContain('backup.sh exited with 1: wrong: ****\n');

      await workspace.write({ 'platform/web/serve.cjs': "console.error('bad token', process.env.WEB_TOKEN); process.exit(1);\n" });
      const restart = allOf(await workspace.dsw('restart web'));
      expect(restart).toContain('bad token ****');
      expect(restart + allOf(await workspace.dsw('status'))).not.toContain(secret);

      const manifest = (await workspace.read('platform/web/component.yaml')).replace(
        '{ tcp: WEB_PORT, within: 20s }',
        '{ command: [sh, -c, "echo no login with $WEB_TOKEN >&2; exit 1"], within: 1500ms }',
      );
      await workspace.write({ 'platform/web/component.yaml': manifest, 'platform/web/serve.cjs': 'setInterval(() => {}, 1000);\n' });
      const unready = allOf(await workspace.dsw('start web'));
      expect(unready).toContain('waiting until web is ready: sh: no login with ****\n');
      expect(unready).toContain('not ready within 1.5 s: sh: no login with ****');
      expect(unready + allOf(await workspace.dsw('status'))).not.toContain(secret);
    });
  });
});
