import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { freePort } from '@dust-workspace/component/testing';
import { examine, fix, wrongWith } from './testing/findings.js';
import { killedAtChange } from './testing/killedAtChange.js';
import { withOwnState } from './testing/ownState.js';
import { until } from './testing/until.js';
import { inWorkspace, type Workspace } from './testing/workspace.js';

const run = promisify(execFile);

/** Sleeps, at a port, with a secret. */
function web(port: number, more = ''): Record<string, string> {
  return {
    'env/project.env': 'DSW_RUNTIME=process\n',
    'platform/web/component.yaml': `description: Sleeps
profiles: [starter]
ports: { WEB_PORT: ${port} }
env:
  WEB_PASSWORD: { secret: true, default: none }
  WEB_SIZE: { default: '1' }
runtimes: { process: { command: [sleep, infinity] } }
${more}`,
    'env/local/web.env': `WEB_PORT=${port}\n`,
  };
}

const inAWeb = async (body: (workspace: Workspace, port: number) => Promise<void>, more?: string): Promise<void> => {
  const port = await freePort();
  await withOwnState((env) => inWorkspace(web(port, more), (workspace) => body(workspace, port), { env }));
};

describe.concurrent('the doctor', () => {
  it('finds nothing wrong with a sound workspace, with every finding in its group', () =>
    inAWeb(async (workspace) => {
      await chmod(workspace.path('env/local/web.env'), 0o600);
      await workspace.succeeds('up');
      const { exitCode, findings } = await examine(workspace);
      expect(exitCode).toBe(0);
      expect(findings.filter(({ kind, group }) => kind !== 'ok' && (group === 'workspace' || group === 'components'))).toEqual([]);
      expect([...new Set(findings.map(({ group }) => group))]).toEqual(['machine', 'engine', 'workspace', 'components']);
      expect(
        findings.every(
          ({ kind, message, remedy }) =>
            message !== '' && (kind === 'ok' || remedy !== undefined || message.startsWith('could not be asked')),
        ),
      ).toBe(true);
    }));

  it('calls a port that somebody else has a problem, and says who', () =>
    inAWeb(async (workspace, port) => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
      try {
        const examined = await examine(workspace);
        expect(examined.exitCode).toBe(1);
        expect(wrongWith(examined, 'ports')).toEqual([
          expect.stringContaining(`problem ports: port ${port} (WEB_PORT of web) is taken by process ${process.pid}: `),
        ]);
      } finally {
        await new Promise((resolve) => server.close(resolve));
      }
      expect(wrongWith(await examine(workspace), 'ports')).toEqual([]);
      await workspace.succeeds('up');
      expect(wrongWith(await examine(workspace), 'ports')).toEqual([]);
    }));

  it('names certificates that have expired, or will', () =>
    inAWeb(async (workspace) => {
      await mkdir(workspace.path('env/recipients/local'), { recursive: true });
      const key = await mkdtemp(join(tmpdir(), 'doctor-key-'));
      const certificate = (name: string, ...validity: string[]): Promise<unknown> =>
        run('openssl', [
          'req',
          '-x509',
          '-nodes',
          '-newkey',
          'rsa:2048',
          '-keyout',
          join(key, 'key'),
          '-out',
          workspace.path(`env/recipients/local/${name}.crt`),
          '-subj',
          `/CN=${name}`,
          '-config',
          '/dev/null',
          ...validity,
        ]);
      await certificate('soon', '-days', '10');
      await certificate('fine', '-days', '100');
      // An end before the beginning is the only way to one that has expired in every version of openssl.
      await certificate('late', '-days', '-1').catch(() => expiredCertificate(workspace, key));
      await rm(key, { recursive: true });
      const examined = await examine(workspace);
      expect(wrongWith(examined, 'certificates')).toEqual([
        expect.stringMatching(/^problem certificates: env\/recipients\/local\/late\.crt expired on /),
        expect.stringMatching(/^warning certificates: env\/recipients\/local\/soon\.crt expires in (9|10) days, on /),
      ]);
      expect(examined.exitCode).toBe(1);
    }));

  it('sees files from the future', () =>
    inAWeb(async (workspace) => {
      const tomorrow = new Date(Date.now() + 86_400_000);
      await utimes(workspace.path('env/local/web.env'), tomorrow, tomorrow);
      expect(wrongWith(await examine(workspace), 'clock')).toEqual([
        expect.stringMatching(/^warning clock: 1 file of the workspace is from the future: env\/local\/web\.env by /),
      ]);
    }));

  it('tells names that are misspelt, wherever they are set, and no value', () =>
    inAWeb(async (workspace) => {
      await workspace.write({
        'env/project.env': 'DSW_RUNTIME=process\nDSW_PROFIL=starter\nWEB_SIZ=7-secret\n',
        'env/local/wep.env': 'WEB_SIZE=2\n',
        'platform/web/.env': 'WEB_PASWORD=7-secret\n',
      });
      const examined = await examine(workspace, 'doctor', { DSW_RUNTIM: '7-secret' });
      expect(wrongWith(examined, 'variables')).toEqual([
        'warning variables: env/project.env:2: DSW_PROFIL means nothing: no component has such a variable',
        'warning variables: env/project.env:3: WEB_SIZ means nothing: no component has such a variable',
        'warning variables: platform/web/.env:1: WEB_PASWORD means nothing: web has no such variable',
        'warning variables: env/local/wep.env belongs to no component: there is no wep',
        'warning variables: the shell: DSW_RUNTIM means nothing: no component has such a variable',
      ]);
      expect(examined.findings.flatMap(({ subject, remedy }) => (subject === 'variables' ? [remedy] : []))).toEqual(
        ['DSW_PROFILE', 'WEB_SIZE', 'WEB_PASSWORD', 'web.env', 'DSW_RUNTIME'].map((name) => `Did you mean ${name}?`),
      );
      expect(JSON.stringify(examined)).not.toContain('7-secret');
    }));

  it('asks programs for their versions in the context of the component that wants them', () =>
    inAWeb(async (workspace) => {
      await workspace.write({
        'platform/old/component.yaml': `description: Wants something newer
profiles: [starter]
host: { sysctl: { vm.max_map_count: 2000000000 } }
runtimes:
  process:
    command: [sleep, infinity]
    context: [./bin/with-path.sh]
    requires: [{ program: [./bin/tool.sh], atLeast: '3.2', install: get 3.2 }]
`,
        'platform/old/bin/with-path.sh': '#!/bin/sh\nexport MINOR=1\nexec "$@"\n',
        'platform/old/bin/tool.sh': '#!/bin/sh\necho "tool 3.${MINOR:-9}.4"\n',
      });
      expect(wrongWith(await examine(workspace), 'old')).toEqual([
        expect.stringMatching(/^warning old: vm\.max_map_count of this machine is \d+, and should be 2000000000 at least$/),
        'warning old: ./bin/tool.sh is 3.1.4, and 3.2 is the oldest that will do',
      ]);
      expect(wrongWith(await examine(workspace, 'doctor web'), 'old')).toEqual([]);
    }));

  it('examines the machine also where the workspace cannot be opened, and components beside a broken manifest', () =>
    inAWeb(async (workspace) => {
      await workspace.write({ 'env/project.env': 'DSW_RUNTIME=nothing\n' });
      const broken = await examine(workspace);
      expect(broken.exitCode).toBe(1);
      expect(broken.findings.some(({ subject, kind }) => subject === 'node' && kind === 'ok')).toBe(true);
      expect(wrongWith(broken, 'workspace')).toEqual([
        'problem workspace: env/project.env:1:1: there is no runtime "nothing" (from env/project.env)',
      ]);
      await workspace.write({ 'env/project.env': 'DSW_RUNTIME=process\n', 'platform/bad/component.yaml': 'descriptio: x\n' });
      const beside = await examine(workspace);
      expect(beside.exitCode).toBe(1);
      expect(wrongWith(beside, 'manifests')).toContainEqual(
        expect.stringContaining('problem manifests: platform/bad/component.yaml:1:1: '),
      );
      await rm(workspace.path('platform/bad'), { recursive: true });
    }));

  it('knows what an unknown component may have been, and nothing else', () =>
    inAWeb(async (workspace) => {
      const { exitCode, stdout, stderr } = await workspace.dsw('doctor wep');
      expect([exitCode, stdout, stderr]).toEqual([1, '', 'error: there is no component wep\n  Did you mean web?\n']);
    }));

  it('does not wait for an engine that accepts, and says nothing', () =>
    inAWeb(async (workspace) => {
      const socket = join(await mkdtemp(join(tmpdir(), 'dumb-')), 's');
      const server = createServer((connection) => connection.unref()).unref();
      await new Promise<void>((resolve) => server.listen(socket, resolve));
      try {
        const examined = await examine(workspace, 'doctor', { DOCKER_HOST: `unix://${socket}` });
        expect(wrongWith(examined, 'engine')).toEqual([expect.stringContaining(socket)]);
        expect(examined.exitCode).toBe(0);
      } finally {
        server.close();
        await rm(join(socket, '..'), { recursive: true });
      }
    }));
});

describe.concurrent('the doctor mends', () => {
  it('nothing in a dry run, and then what it said: configuration, modes, folders, leases, run folders', () =>
    inAWeb(async (workspace) => {
      await workspace.write({
        'platform/new/component.yaml':
          'description: New\nprofiles: [starter]\nenv: { NEW_KEY: { secret: true } }\nruntimes: { process: { command: [sleep, infinity] } }\n',
        'infra/configuration/default/new.env': 'NEW_KEY=generate:password\n',
        'env/local/web.env': 'WEB_PASSWORD=abcdef\n',
        'env/.removing-123/local.env': 'left\n',
        'env/local/run/gone/output.log': 'said\n',
      });
      await chmod(workspace.path('env/local/web.env'), 0o644);
      const planned = [
        'remove env/.removing-123/',
        'remove env/local/run/gone/',
        'make 1 configuration file: env/local/new.env',
        'close env/local/web.env to others (0600)',
      ];
      const dry = await fix(workspace, 'doctor --fix --dry-run');
      expect(dry.mended.map(({ kind, message }) => [kind, message])).toEqual(planned.map((message) => ['planned', message]));
      expect(await workspace.read('env/.removing-123/local.env')).toBe('left\n');

      const { exitCode, mended } = await fix(workspace);
      expect([exitCode, mended.map(({ kind, message }) => `${kind} ${message}`)]).toEqual([
        0,
        [
          'done removed env/.removing-123/',
          'done removed env/local/run/gone/',
          'done made 1 configuration file: env/local/new.env',
          'done closed env/local/web.env to others (0600)',
        ],
      ]);
      expect(await workspace.read('env/local/new.env')).toMatch(/^NEW_KEY=.{8,}/);
      expect((await stat(workspace.path('env/local/web.env'))).mode & 0o777).toBe(0o600);
      for (const gone of ['env/.removing-123', 'env/local/run/gone']) await expect(stat(workspace.path(gone))).rejects.toThrow('ENOENT');
      expect((await workspace.dsw('doctor --fix')).stdout).toContain('there is nothing that --fix mends\n');
    }));

  it('leases of ports of an environment whose folder is gone', () =>
    inAWeb(async (workspace) => {
      await workspace.write({ 'env/local/web.env': '' });
      await workspace.succeeds('prep --env other');
      await rm(workspace.path('env/other'), { recursive: true });
      await rm(workspace.path('platform/web/volumes/other'), { recursive: true });
      expect(wrongWith(await examine(workspace), 'leftovers')).toEqual([
        expect.stringMatching(/^warning leftovers: \d+ leases? of ports of environments that are gone: .*other in /),
      ]);
      const { mended } = await fix(workspace);
      expect(mended).toContainEqual({ kind: 'done', message: expect.stringContaining(`for other in ${workspace.root}`) });
      expect(wrongWith(await examine(workspace), 'leftovers').filter((line) => line.includes(workspace.root))).toEqual([]);
    }));

  it('what a killed command left, so that the next finds nothing to settle', () =>
    inAWeb(async (workspace) => {
      await workspace.succeeds('prep');
      await workspace.write({ 'platform/web/scripts/init.sh': 'echo $$ >"$DSW_VOLUME/init"\nexec sleep infinity\n' });
      const hook = 'platform/web/volumes/local/init';
      const running = workspace.launch('init web');
      await until('the hook runs', async () => (await workspace.read(hook).catch(() => '')).endsWith('\n'));
      process.kill(running.pid, 'SIGKILL');
      await running.ended;
      expect(wrongWith(await examine(workspace), 'locks')).toEqual([
        expect.stringMatching(
          /^warning locks: env\/local\/run\/lock is held by a command that died: dsw init web \(process \d+\), just now$/,
        ),
      ]);
      const { mended } = await fix(workspace);
      expect(mended).toContainEqual({ kind: 'done', message: 'settled what killed commands left: lock, commands, supervisor' });
      expect(wrongWith(await examine(workspace), 'locks', 'supervisor')).toEqual([]);
      expect(await livesThat(workspace, hook)).toBe(false);
    }));

  it('a supervisor that was killed while something runs', () =>
    inAWeb(async (workspace) => {
      await workspace.succeeds('up');
      const supervisor = (): Promise<number> =>
        workspace.read('env/local/run/supervisor').then((text) => (JSON.parse(text) as { process: { pid: number } }).process.pid);
      await until('there is a supervisor', () =>
        supervisor().then(
          () => true,
          () => false,
        ),
      );
      const killed = await supervisor();
      process.kill(killed, 'SIGKILL');
      expect(wrongWith(await examine(workspace), 'supervisor')).toEqual([
        'warning supervisor: the supervisor does not run, although web does',
      ]);
      await fix(workspace);
      await until('there is another', () =>
        supervisor().then(
          (pid) => pid !== killed,
          () => false,
        ),
      );
    }));

  it('what a killed drill left, and nothing of the environment itself', () =>
    inAWeb(async (workspace) => {
      await workspace.write({ 'env/local/web.env': '' });
      await workspace.succeeds('prep');
      await mkdir(workspace.path('platform/web/volumes/local/d'), { recursive: true });
      await writeFile(workspace.path('platform/web/volumes/local/d/rows'), 'rows\n');
      await workspace.succeeds('backup web');
      const { changes } = await killedAtChange(workspace, 'drill web', Infinity);
      await killedAtChange(workspace, 'drill web', Math.floor(changes / 2));
      expect(wrongWith(await examine(workspace), 'leftovers')).toContainEqual(
        'warning leftovers: local-drill is what a drill left that was killed',
      );
      const { mended } = await fix(workspace);
      expect(mended).toContainEqual({ kind: 'done', message: 'removed environment local-drill, which a killed drill left' });
      await expect(stat(workspace.path('env/local-drill'))).rejects.toThrow('ENOENT');
      expect(await workspace.read('platform/web/volumes/local/d/rows')).toBe('rows\n');
      expect(wrongWith(await examine(workspace), 'locks', 'leftovers').filter((line) => line.includes('drill'))).toEqual([]);
    }));
});

/** Whether the process lives that has written its number into a file. */
async function livesThat(workspace: Workspace, file: string): Promise<boolean> {
  const pid = Number(await workspace.read(file));
  return stat(`/proc/${pid}`).then(
    () => true,
    () => false,
  );
}

/** By a clock that is set back, for versions of openssl that make none that has expired already. */
async function expiredCertificate(workspace: Workspace, folder: string): Promise<void> {
  await writeFile(
    join(folder, 'ca.cnf'),
    '[ca]\ndefault_ca=d\n[d]\ndatabase=index\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\nrand_serial=yes\n[p]\ncommonName=supplied\n',
  );
  await writeFile(join(folder, 'index'), '');
  const line = `openssl req -new -nodes -newkey rsa:2048 -keyout k -out r.csr -subj /CN=late -config /dev/null && openssl ca -batch -config ca.cnf -selfsign -keyfile k -in r.csr -out c.crt -notext -startdate 20200101000000Z -enddate 20200201000000Z && cp c.crt "$1"`;
  await run('sh', ['-c', line, 'sh', workspace.path('env/recipients/local/late.crt')], { cwd: folder });
}
