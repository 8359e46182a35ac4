import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from './testing/freePort.js';
import { until } from './testing/until.js';
import { web } from './testing/web.js';
import { inWorkspace, type Workspace } from './testing/workspace.js';

const secret = 'sentinel$1-"\\Ä\'7f3a';
const configuration = { 'env/local/web.env': `WEB_TOKEN=\`${secret}\`\n` };

/** A component that keeps its secret to itself, and one that prints it wherever it can. */
const careless = (port: number): Record<string, string> => ({ ...web(port), ...configuration });

/** Everything that a person can make dsw say about the component. */
const questions = [
  'status',
  'status --json',
  'logs web',
  'env web',
  'env web --format json',
  'env web --format dotenv',
  'env web --format shell',
  'validate',
  'backup web',
  'restore web',
  'init web --dry-run --json',
  'restart web --json',
];

async function says(workspace: Workspace, line: string): Promise<string> {
  const { stdout, stderr } = await workspace.dsw(line);
  return stdout + stderr;
}

/** The files below `env/<environment>/run/` that hold the secret. */
async function filesThatHold(workspace: Workspace, text: string): Promise<string[]> {
  const run = workspace.path('env/local/run');
  const names = await readdir(run, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const held = await Promise.all(
    files.map(async (file) => ((await readFile(file, 'utf8')).includes(text) ? [file.slice(run.length + 1)] : [])),
  );
  return held.flat();
}

/** Command lines of all processes of this machine that hold the text. */
async function commandLinesThatHold(text: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes(text));
}

describe.concurrent('a secret', () => {
  it('is shown by nothing but env --reveal, however careless its component is', async () => {
    await inWorkspace(careless(await freePort()), async (workspace) => {
      expect(await says(workspace, 'init web')).toContain('web | made with ****\n');
      for (const line of questions) expect(await says(workspace, line), line).not.toContain(secret);
      expect(await says(workspace, 'logs web')).toContain('the token is ****\n');
      const revealed = await workspace.dsw('env web --format json --reveal');
      expect(JSON.parse(revealed.stdout)).toMatchObject({ WEB_TOKEN: secret });
      // What a component writes into its own log is its own affair; nothing of ours holds it.
      expect(await filesThatHold(workspace, secret)).toEqual(['web/output.log']);
    });
  });

  it('is in no file of ours and on no command line', async () => {
    const hook = 'until [ -e go ]; do sleep 0.02; done\n';
    const discreet = {
      'platform/web/serve.cjs': web(0)['platform/web/serve.cjs']?.replace(/^console.*$/m, '') ?? '',
      'platform/web/scripts/init.sh': hook,
    };
    await inWorkspace({ ...careless(await freePort()), ...discreet }, async (workspace) => {
      const init = workspace.launch('init web');
      await until('the init hook works', async () => (await commandLinesThatHold('init.sh')).some((line) => line.includes(hook)));
      expect([await commandLinesThatHold(secret), await filesThatHold(workspace, secret)]).toEqual([[], []]);
      await workspace.write({ 'platform/web/go': '' });
      expect((await init.ended).exitCode).toBe(0);
    });
  });

  it('is not in what is said of a failure', async () => {
    const failures = {
      'platform/web/scripts/init.sh': 'echo "wrong: $WEB_TOKEN" >&2; exit 1\n',
      'platform/web/scripts/backup.sh': 'echo "wrong: $WEB_TOKEN" >&2; exit 1\n',
    };
    await inWorkspace({ ...careless(await freePort()), ...failures }, async (workspace) => {
      expect(await says(workspace, 'init web')).toContain('init.sh exited with 1: wrong: ****\n');
      await workspace.write({ 'platform/web/volumes/local/rows': 'some\n' });
      expect(await says(workspace, 'backup web')).toContain('backup.sh exited with 1: wrong: ****\n');

      await workspace.write({ 'platform/web/serve.cjs': "console.error('bad token', process.env.WEB_TOKEN); process.exit(1);\n" });
      const restart = await says(workspace, 'restart web');
      expect(restart).toContain('bad token ****');
      expect(restart + (await says(workspace, 'status'))).not.toContain(secret);

      const manifest = (await workspace.read('platform/web/component.yaml')).replace(
        '{ tcp: WEB_PORT, within: 20s }',
        '{ command: [sh, -c, "echo no login with $WEB_TOKEN >&2; exit 1"], within: 1500ms }',
      );
      await workspace.write({ 'platform/web/component.yaml': manifest, 'platform/web/serve.cjs': 'setInterval(() => {}, 1000);\n' });
      const unready = await says(workspace, 'start web');
      expect(unready).toContain('waiting until web is ready: sh: no login with ****\n');
      expect(unready).toContain('not ready within 1.5 s: sh: no login with ****');
      expect(unready + (await says(workspace, 'status'))).not.toContain(secret);
    });
  });

  it('of several lines is hidden line by line', async () => {
    const lines = ['-----BEGIN KEY-----', 'c2VudGluZWwgb25l', 'c2VudGluZWwgdHdv', '-----END KEY-----'];
    const files = { ...web(await freePort()), 'env/local/web.env': `WEB_TOKEN="${lines.join('\n')}"\n` };
    await inWorkspace(files, async (workspace) => {
      const said = `${await says(workspace, 'init web')}${await says(workspace, 'logs web')}`;
      expect(said).toContain('web | made with ****');
      expect(lines.filter((line) => said.includes(line))).toEqual([]);
    });
  });
});
