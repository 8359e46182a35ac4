import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changesOf, killedAtChange } from './testing/killedAtChange.js';
import { until } from './testing/until.js';
import { inWorkspace, repository, type Workspace } from './testing/workspace.js';

const crypt = 'platform/web/.env.local.crypt';
const plain = 'platform/web/.env.local';
const manifest = `description: Keeps what it is told
env:
  WEB_TOKEN: { secret: true }
runtimes: { process: { command: [sh, -c, 'printf %s "$WEB_TOKEN" > "$DSW_VOLUME/told"; exec sleep infinity'] } }
`;
const memory = '/dev/shm';

interface Scene {
  readonly workspace: Workspace;
  /** What commands get beside a person's usual environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly key: string;
}

/** A workspace with a person's key, kept in a folder of the test, and `WEB_TOKEN=old` encrypted. */
async function withSecret(body: (scene: Scene) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'dsw-e2e-home-'));
  const env = { XDG_CONFIG_HOME: home, DSW_RUNTIME: 'process' };
  const before = await scratchFolders();
  try {
    await inWorkspace(
      { 'platform/web/component.yaml': manifest, [plain]: 'WEB_TOKEN=old\n' },
      async (workspace) => {
        await workspace.succeeds('secrets-init --name ann');
        await workspace.succeeds('secrets-encrypt');
        await unlink(workspace.path(plain));
        await body({ workspace, env, key: join(home, 'dust-workspace', 'secrets.pem') });
      },
      { env },
    );
    expect((await scratchFolders()).filter((name) => !before.includes(name))).toEqual([]);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function scratchFolders(): Promise<string[]> {
  const names = await readdir(memory).catch((): string[] => []);
  return names.filter((name) => name.startsWith('dust-workspace-'));
}

async function token(workspace: Workspace): Promise<string> {
  const { exitCode, stdout, stderr } = await workspace.dsw('env web --format json --reveal');
  expect([exitCode, stderr]).toEqual([0, '']);
  return (JSON.parse(stdout) as { WEB_TOKEN: string }).WEB_TOKEN;
}

/** What lies beside the manifest. */
async function beside(workspace: Workspace): Promise<string[]> {
  const names = await readdir(workspace.path('platform/web'));
  return names.filter((name) => name !== 'component.yaml' && name !== 'volumes').sort();
}

/** Runs a program with the words, and a text for its standard input. */
function run(
  scene: Scene,
  program: string,
  words: readonly string[],
  input: string | undefined,
): Promise<{ status: number; said: string }> {
  return new Promise((resolve) => {
    const { PATH, HOME } = process.env;
    const options = { cwd: scene.workspace.root, env: { PATH, HOME, ...scene.env } };
    const child = execFile(program, words, options, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : Number(error.code), said: stdout + stderr }),
    );
    child.stdin?.end(input);
  });
}

/** Runs a command on a terminal of its own, and answers its questions. Everything that the terminal shows. */
function onTerminal(scene: Scene, line: string, dialogue: readonly (readonly [question: string, answer: string])[]): Promise<string> {
  return new Promise((resolve) => {
    const { PATH, HOME } = process.env;
    const options = { cwd: scene.workspace.root, env: { PATH, HOME, ...scene.env } };
    const child = execFile('script', ['-qec', `'${command}' ${line}`, '/dev/null'], options, (_error, stdout) => resolve(stdout));
    let [seen, asked] = ['', 0];
    child.stdout?.on('data', (chunk: string) => {
      seen += chunk;
      const [question = '', answer = ''] = dialogue[asked] ?? [];
      if (question === '' || !seen.endsWith(question)) return;
      asked += 1;
      child.stdin?.write(`${answer}\r`);
      if (asked === dialogue.length) child.stdin?.end();
    });
  });
}

const command = join(repository, 'localbin', 'bin', 'dsw');

describe('an encrypted secret', () => {
  it('reaches what is started, and no file of the workspace but its own', () =>
    withSecret(async ({ workspace }) => {
      await workspace.succeeds('up web');
      const told = workspace.path('platform/web/volumes/local/told');
      await until('the component has written', async () => (await readFile(told, 'utf8').catch(() => '')) === 'old');
      await workspace.succeeds('down');
      await unlink(told);
      const shown = await workspace.dsw('env web');
      expect(shown.stdout).toBe(`WEB_TOKEN  ****  ${crypt}:1\n`);
      const files = await readdir(workspace.root, { recursive: true, withFileTypes: true });
      const held = await Promise.all(
        files
          .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
          .map(async (entry) =>
            (await readFile(join(entry.parentPath, entry.name), 'utf8')).includes('WEB_TOKEN=old') ? [entry.name] : [],
          ),
      );
      expect(held.flat()).toEqual([]);
    }));

  it('that is damaged is one message, and nothing starts', () =>
    withSecret(async ({ workspace }) => {
      await workspace.succeeds('prep web');
      const text = await workspace.read(crypt);
      await workspace.write({ [crypt]: text.replace('sha256 ', 'sha256 0') });
      const { exitCode, stdout, stderr } = await workspace.dsw('start web');
      expect([exitCode, stdout.includes('starting')]).toEqual([1, false]);
      expect((stdout + stderr).match(/is damaged and was not opened/g)).toHaveLength(1);
      expect(await beside(workspace)).toEqual(['.env.local.crypt']);
      await workspace.write({ [crypt]: text });
      expect((await workspace.status())['web']?.state).toBe('stopped');
    }));

  it('is opened with a passphrase that is asked on the terminal and shown nowhere, or comes from a descriptor', () =>
    withSecret(async (scene) => {
      const { workspace, key } = scene;
      await workspace.succeeds('prep web');
      await unlink(key);
      await unlink(workspace.path('env/recipients/local/ann.crt'));
      const piped = await run(scene, 'sh', ['-c', `exec '${command}' secrets-init --name ann --passphrase-fd 3 3<&0`], 'correct horse\n');
      expect(piped).toEqual({ status: 0, said: expect.stringContaining('your private key, with a passphrase') });
      await workspace.write({ [plain]: 'WEB_TOKEN=new\n' });
      await workspace.succeeds('secrets-encrypt');
      await unlink(workspace.path(plain));
      const unattended = await workspace.dsw('start web');
      expect(unattended.stdout.split('\n').slice(1, 4)).toEqual([
        'web start: FAILED',
        `  ${crypt}: error: the private key has a passphrase, and there is no terminal to ask for it`,
        '    Run this on a terminal, or give the number of an open file descriptor with the passphrase: --passphrase-fd, or DSW_PASSPHRASE_FD.',
      ]);
      const opened = await run(
        scene,
        'sh',
        ['-c', `DSW_PASSPHRASE_FD=3 exec '${command}' env web --format json --reveal 3<&0`],
        'correct horse\n',
      );
      expect(JSON.parse(opened.said)).toEqual({ WEB_TOKEN: 'new' });
      const said = await onTerminal(scene, 'env web --format json --reveal', [
        [`Passphrase of ${key}: `, 'wrong horse'],
        [`Passphrase of ${key}: `, 'correct horse'],
      ]);
      expect(said).toBe(`Passphrase of ${key}: \r\nPassphrase of ${key}: \r\n{\r\n  "WEB_TOKEN": "new"\r\n}\r\n`);
    }));
});

describe.concurrent('kill -9 leaves the old secret or the new one, whole, and no plain text', () => {
  /** Kills a command at each of its changes to files of the workspace; each time the next command finds one value or the other. */
  async function killAll({ workspace }: Scene, line: string, prepare: () => Promise<void>, values: readonly string[]): Promise<void> {
    await prepare();
    const changes = await changesOf(workspace, line);
    expect(changes).toBeGreaterThan(2);
    let killed = 0;
    for (let change = 1; change <= changes; change++) {
      await prepare();
      const { ran } = await killedAtChange(workspace, line, change);
      if (ran.signal === 'SIGKILL') killed += 1;
      await rm(workspace.path(plain), { force: true });
      expect(values).toContain(await token(workspace));
      await workspace.succeeds('secrets-rotate');
      expect(await beside(workspace)).toEqual(['.env.local.crypt']);
    }
    expect(killed).toBeGreaterThan(changes / 3);
  }

  it('while it encrypts', () =>
    withSecret(async (scene) => {
      let turn = 0;
      const prepare = (): Promise<void> => scene.workspace.write({ [plain]: `WEB_TOKEN=new${turn++}\n` });
      const values = ['old', ...Array.from({ length: 50 }, (_, index) => `new${index}`)];
      await killAll(scene, 'secrets-encrypt', prepare, values);
    }));

  it('while it decrypts', () =>
    withSecret(async (scene) => {
      await killAll(scene, 'secrets-decrypt', async () => undefined, ['old']);
    }));

  it('while it encrypts for other people', () =>
    withSecret(async (scene) => {
      const { workspace, env } = scene;
      const bob = await mkdtemp(join(tmpdir(), 'dsw-e2e-bob-'));
      await workspace.dsw('secrets-init --name bob', { env: { ...env, XDG_CONFIG_HOME: bob } });
      await rm(bob, { recursive: true });
      const certificate = await workspace.read('env/recipients/local/bob.crt');
      await workspace.succeeds('secrets-rotate');
      let isThere = true;
      const prepare = async (): Promise<void> => {
        if (isThere) await unlink(workspace.path('env/recipients/local/bob.crt'));
        else await workspace.write({ 'env/recipients/local/bob.crt': certificate });
        isThere = !isThere;
      };
      await killAll(scene, 'secrets-rotate', prepare, ['old']);
    }));

  it('while it is edited', () =>
    withSecret(async ({ workspace, env }) => {
      const started = workspace.path('editing');
      await workspace.write({ 'editor.sh': `#!/bin/sh\nsed -i s/old/new/ "$1"\necho "$$ $1" > "${started}"\nexec sleep 1003\n` });
      const editing = workspace.launch('secrets-edit web', { env: { ...env, EDITOR: `'${workspace.path('editor.sh')}'` } });
      await until('the editor is open', async () => (await readFile(started, 'utf8').catch(() => '')).endsWith('\n'));
      const [editor = '', path = ''] = (await readFile(started, 'utf8')).trim().split(' ');
      expect(await readFile(path, 'utf8')).toBe('WEB_TOKEN=new\n');
      process.kill(editing.pid, 'SIGKILL');
      await editing.ended;
      process.kill(Number(editor), 'SIGKILL');
      expect(await token(workspace)).toBe('old');
      await workspace.succeeds('secrets-rotate');
      await expect(readFile(path)).rejects.toThrow('ENOENT');
      expect(await beside(workspace)).toEqual(['.env.local.crypt']);
    }));
});
