import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { freePort } from '@dust-workspace/component/testing';
import { box, describeInContainers, inContainers } from './testing/containers.js';
import {
  filesThatTell,
  sayInEveryWay,
  sentinel,
  sentinelKey,
  sentinelKeyValue,
  sentinelValue,
  telling,
  tells,
} from './testing/sentinel.js';
import { until } from './testing/until.js';
import { inWorkspace, type Ran, type Workspace } from './testing/workspace.js';

interface Entry {
  readonly name: string;
  readonly bytes: number;
  readonly missing?: string;
}

/** Has a bundle made in a folder of its own, and hands what is in it to `body`, unpacked. */
async function unpacked(
  workspace: Workspace,
  line: string,
  body: (bundle: { readonly folder: string; readonly entries: readonly Entry[] }) => Promise<void>,
): Promise<void> {
  const place = await mkdtemp(join(tmpdir(), 'dsw-bundle-'));
  try {
    const { exitCode, stdout, stderr } = await workspace.dsw(`${line} --json --output ${place}`);
    expect([exitCode, stderr]).toEqual([0, '']);
    const { file, entries } = JSON.parse(stdout) as { file: string; entries: Entry[] };
    expect(await readdir(place)).toEqual([file.slice(place.length + 1)]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    execFileSync('tar', ['--extract', '--gzip', '--file', file, '--directory', place]);
    await body({ folder: file.replace(/\.tar\.gz$/, ''), entries });
  } finally {
    await rm(place, { recursive: true });
  }
}

/** Passes its secrets on wherever it can: into its log, its variables, its commands. One of them nobody has called a secret. */
const careless = (port: number): Record<string, string> => ({
  'env/project.env': 'DSW_RUNTIME=process\n',
  'env/local/safe.env': `SAFE_TOKEN=${sentinelValue}\nSAFE_KEY=${sentinelKeyValue}\nSAFE_OTHER_KEY=sentinel-7f3a-uncalled\n`,
  'platform/safe/component.yaml': `description: Cannot keep a secret
profiles: [starter]
ports: { SAFE_PORT: ${port} }
env:
  SAFE_TOKEN: { secret: true }
  SAFE_KEY: { secret: true }
  SAFE_OTHER_KEY: { optional: true }
  SAFE_URL: { default: 'http://user:\${SAFE_TOKEN}@127.0.0.1' }
runtimes: { process: { command: [node, serve.cjs] } }
ready: { tcp: SAFE_PORT, within: 60s }
`,
  'platform/safe/serve.cjs': `require('node:fs').writeFileSync(process.env.DSW_VOLUME + '/rows', 'one');
const say = ${sayInEveryWay};
for (const secret of [process.env.SAFE_TOKEN, process.env.SAFE_KEY]) say(secret, console.log);
console.log('OTHER_PASSWORD=sentinel-7f3a-logged', 'https://user:sentinel-7f3a-in-url@example.org/');
console.log(JSON.stringify({ level: 30, headers: { authorization: 'Bearer sentinel-7f3a-bearer' } }));
require('node:net').createServer((socket) => socket.end()).listen(process.env.SAFE_PORT, '127.0.0.1', () => console.log('up'));
`,
});

const entriesOf = (entries: readonly Entry[]): string[] => entries.map(({ name }) => name);

describe.concurrent('a bundle', () => {
  it('holds what a report needs, and no secret, in whatever way a component has said it', async () => {
    await inWorkspace(careless(await freePort()), async (workspace) => {
      await workspace.succeeds('up');
      await workspace.succeeds('backup');
      await until('it has said all', async () => (await workspace.read('env/local/run/safe/output.log')).includes('\nup\n'));
      await unpacked(workspace, 'diagnose', async ({ folder, entries }) => {
        expect(entriesOf(entries)).toEqual([
          'versions.json',
          'machine.json',
          'doctor.txt',
          'doctor.json',
          'status.txt',
          'status.json',
          'problems.txt',
          'plan.json',
          'dependencies.json',
          'variables.json',
          'usage.json',
          'engine.json',
          'ports.json',
          'timings.json',
          'schedule.json',
          'backups.json',
          'logs/safe.log',
          'logs/supervisor.log',
        ]);
        expect(entries.filter(({ missing }) => missing !== undefined)).toEqual([]);
        expect(await filesThatTell(folder)).toEqual([]);
        const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
        const json = async (name: string): Promise<unknown> => JSON.parse(await read(name));
        expect(await read('logs/safe.log')).toMatch(/^(says .*\*{4}.*\n|says .*\n)+/);
        expect(await read('logs/safe.log')).toContain('OTHER_PASSWORD=**** https://user:****@example.org/\n');
        expect(await json('versions.json')).toMatchObject({ node: process.versions.node, dsw: expect.stringMatching(/^\d/) });
        expect(await json('status.json')).toMatchObject({ environment: 'local', components: [{ name: 'safe', state: 'healthy' }] });
        expect(await json('plan.json')).toEqual({ operations: [], diagnostics: [] });
        expect(await json('usage.json')).toMatchObject({ safe: { memoryBytes: expect.any(Number), cpuShare: expect.any(Number) } });
        expect(await json('backups.json')).toMatchObject({ sets: [{ complete: true }] });
        expect(await json('timings.json')).toMatchObject({ 'safe:start': expect.any(Number) });
        const { safe } = (await json('variables.json')) as Record<string, { variables: { name: string; value: string; origin: object }[] }>;
        expect(safe?.variables.find(({ name }) => name === 'SAFE_TOKEN')).toMatchObject({
          value: '****',
          origin: { layer: 'environment', file: 'env/local/safe.env', line: 1 },
        });
        for (const { name, bytes } of entries) expect(Buffer.byteLength(await read(name))).toBe(bytes);
      });
    });
  });

  it('knows secrets that are encrypted, and those that were replaced since', async () => {
    const home = await mkdtemp(join(tmpdir(), 'dsw-home-'));
    const crypt = 'platform/safe/.env.local';
    const files = {
      ...careless(await freePort()),
      'env/local/safe.env': `SAFE_KEY=${sentinelKeyValue}\n`,
      [crypt]: `SAFE_TOKEN=${sentinelValue}\n`,
    };
    try {
      await inWorkspace(
        files,
        async (workspace) => {
          await workspace.succeeds('secrets-init --name ann');
          await workspace.succeeds('secrets-encrypt');
          await unlink(workspace.path(crypt));
          await workspace.succeeds('up');
          await until('it has said all', async () => (await workspace.read('env/local/run/safe/output.log')).includes('\nup\n'));
          await workspace.succeeds('down');
          expect(await filesThatTell(workspace.path('env/local/run'))).not.toEqual([]);
          // An earlier configuration is kept when the file changes, as by an editor of the workspace.
          await mkdir(workspace.path('env/backup/local/config/20260101T000000Z'), { recursive: true });
          await workspace.write({
            'env/backup/local/config/20260101T000000Z/safe.env': `SAFE_KEY=${sentinelKeyValue}\n`,
            'env/local/safe.env': 'SAFE_KEY=another-key\n',
          });
          await unpacked(workspace, 'log-system', async ({ folder }) => {
            expect(await filesThatTell(folder)).toEqual([]);
            expect(await readFile(join(folder, 'logs/safe.log'), 'utf8')).toContain('****');
          });
        },
        { env: { XDG_CONFIG_HOME: home } },
      );
    } finally {
      await rm(home, { recursive: true });
    }
  });

  it('withholds the log of a component whose secrets cannot be read', async () => {
    await inWorkspace(careless(await freePort()), async (workspace) => {
      await workspace.succeeds('up');
      await workspace.write({ 'env/local/safe.env': 'half of a line\n' });
      await unpacked(workspace, 'diagnose', async ({ folder }) => {
        expect(await filesThatTell(folder)).toEqual([]);
        expect(await readFile(join(folder, 'logs/safe.log'), 'utf8')).toBe('(not shown while its secrets are unknown)\n');
      });
      await workspace.write({ 'env/local/safe.env': 'SAFE_TOKEN=a-token\nSAFE_KEY=a-key\n' });
    });
  });

  it('is made of whatever works: beside a broken manifest, without an engine, and where the workspace cannot be opened', async () => {
    await inWorkspace(careless(await freePort()), async (workspace) => {
      await workspace.write({
        'platform/bad/component.yaml': 'descriptio: x\n',
        'platform/bad/.env': 'BAD_ONE=sentinel-7f3a-of-a-person\n',
        'env/local/bad.env': 'BAD_TWO=sentinel-7f3a-of-local\nBAD_URL=${BAD_TWO}\nBAD_KIND=small\n',
        'env/local/run/safe/output.log': 'small sentinel-7f3a-of-a-person, sentinel-7f3a-of-local\n',
        'env/backup/local/sets/20260101T000000Z-abcd/manifest.json': '{',
      });
      await unpacked(workspace, 'diagnose', async ({ folder, entries }) => {
        expect(entriesOf(entries)).toContain('variables.json');
        expect(await readFile(join(folder, 'problems.txt'), 'utf8')).toContain('platform/bad/component.yaml:1:1: error');
        expect(await readFile(join(folder, 'logs/safe.log'), 'utf8')).toBe('small ****, ****\n');
        expect(await filesThatTell(folder)).toEqual([]);
      });
      await rm(workspace.path('platform/bad'), { recursive: true });
      await workspace.write({ 'env/project.env': 'DSW_RUNTIME=nothing\nMY_API_KEY=sentinel-7f3a\n' });
      await unpacked(workspace, 'diagnose', async ({ folder, entries }) => {
        expect(entriesOf(entries)).toEqual(['versions.json', 'machine.json', 'doctor.txt', 'doctor.json', 'problems.txt']);
        expect(await readFile(join(folder, 'problems.txt'), 'utf8')).toContain('env/project.env:1:1: error: there is no runtime "nothing"');
        expect(await filesThatTell(folder)).toEqual([]);
      });
      await workspace.write({ 'env/project.env': 'DSW_RUNTIME=process\n' });
    });
  });

  it('says in the place of what cannot be gathered why', async () => {
    await inWorkspace(careless(await freePort()), async (workspace) => {
      await workspace.write({ 'env/project.env': 'DSW_RUNTIME=process\nDSW_BACKUP_STORE=nowhere\n' });
      await unpacked(workspace, 'diagnose', async ({ folder, entries }) => {
        expect(entries.filter(({ missing }) => missing !== undefined).map(({ name, missing }) => [name, missing])).toEqual([
          ['backups.missing.txt', 'the value of DSW_BACKUP_STORE is no place for backups'],
        ]);
        expect(await readFile(join(folder, 'README.txt'), 'utf8')).toContain('backups.missing.txt: missing: the value of DSW_BACKUP_STORE');
      });
    });
  });

  it('is of the components that were named, and as many lines of their logs', async () => {
    const one = (name: string): Record<string, string> => ({
      [`platform/${name}/component.yaml`]: `description: Counts\nprofiles: [starter]\nruntimes: { process: { command: [sh, -c, 'seq 1 2000; exec sleep infinity'] } }\n`,
    });
    await inWorkspace({ 'env/project.env': 'DSW_RUNTIME=process\n', ...one('a'), ...one('b') }, async (workspace) => {
      await workspace.succeeds('up');
      await until('they have counted', async () => (await workspace.read('env/local/run/a/output.log')).includes('2000\n'));
      await unpacked(workspace, 'diagnose a --lines 3', async ({ folder, entries }) => {
        expect(entriesOf(entries).filter((name) => name.startsWith('logs/'))).toEqual(['logs/a.log', 'logs/supervisor.log']);
        expect(await readFile(join(folder, 'logs/a.log'), 'utf8')).toBe('1998\n1999\n2000\n');
        expect(Object.keys(JSON.parse(await readFile(join(folder, 'variables.json'), 'utf8')) as object)).toEqual(['a']);
      });
      expect(said(await workspace.dsw('diagnose c'))).toBe('error: there is no component c\n');
    });
  });

  it('is only listed in a dry run, never takes the place of a file, and tells people to look at it', async () => {
    await inWorkspace(careless(await freePort()), async (workspace) => {
      const before = await readdir(workspace.root);
      const dry = await workspace.dsw('diagnose --dry-run');
      expect([dry.exitCode, dry.stdout.split('\n')[0]]).toEqual([
        0,
        'versions.json        versions of Node, the system, the engine, Compose, dsw and Nx, and the commit of the workspace',
      ]);
      expect(await readdir(workspace.root)).toEqual(before);
      await workspace.write({ 'mine.tar.gz': 'mine' });
      const refused = await workspace.dsw('diagnose --output mine.tar.gz');
      expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('mine.tar.gz is there already\n')]);
      expect(await workspace.read('mine.tar.gz')).toBe('mine');
      const written = await workspace.dsw('diagnose --output other.tar.gz');
      expect([written.exitCode, written.stdout]).toEqual([0, expect.stringContaining('Look at it before you send it')]);
    });
  });

  it('is not left half when somebody interrupts', async () => {
    await inWorkspace(careless(await freePort()), async (workspace) => {
      await mkdir(workspace.path('out'));
      const running = workspace.launch('diagnose --output out', { env: { PATH: `${workspace.path('bin')}:${process.env['PATH'] ?? ''}` } });
      process.kill(-running.pid, 'SIGINT');
      const { exitCode, signal } = await running.ended;
      // Before it listens, an interrupt simply ends it.
      expect([exitCode ?? 130, signal ?? 'SIGINT']).toEqual([130, 'SIGINT']);
      expect(await readdir(workspace.path('out'))).toEqual([]);
    });
  });
});

describeInContainers('a bundle about containers', () => {
  it('holds their compose files with values masked, their logs and what the engine has, and no secret', async () => {
    const files = {
      ...box('safe', {
        manifest: 'env: { SAFE_TOKEN: { secret: true } }\n',
        service: "    environment: { SAFE_TOKEN: '${SAFE_TOKEN}', GREETING: sentinel-7f3a-in-compose }\n",
        script: 'echo "the token is $SAFE_TOKEN"\ntouch /tmp/up\nexec sleep infinity\n',
      }),
      'env/local/safe.env': `SAFE_TOKEN=${sentinelValue}\n`,
    };
    await inContainers(files, async (workspace) => {
      await workspace.succeeds('up');
      await unpacked(workspace, 'diagnose', async ({ folder }) => {
        expect(await filesThatTell(folder)).toEqual([]);
        const compose = await readFile(join(folder, 'compose/safe.yaml'), 'utf8');
        expect(compose).toContain('SAFE_TOKEN: ${SAFE_TOKEN}');
        expect(compose).toContain('GREETING: "****"');
        expect(await readFile(join(folder, 'logs/safe.log'), 'utf8')).toBe('the token is ****\n');
        expect(JSON.parse(await readFile(join(folder, 'engine.json'), 'utf8'))).toMatchObject({
          containers: [{ component: 'safe', state: 'running' }],
        });
      });
    });
  });
});

it('what is looked for in bundles is there before it is masked', () => {
  const say = runInThisContext(`(${sayInEveryWay})`, { filename: 'say.js' }) as (text: string, print: (line: string) => void) => void;
  const lines: string[] = [];
  for (const secret of [sentinel, sentinelKey]) say(secret, (line) => lines.push(line));
  expect(telling(lines.join('\n')).length).toBeGreaterThan(20);
  expect(tells.length).toBeGreaterThan(10);
});

function said({ stderr }: Ran): string {
  return stderr.split('\n').slice(0, 1).join('\n') + '\n';
}
