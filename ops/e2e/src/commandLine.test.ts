import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { configured } from './testing/configured.js';
import { seen } from './testing/seen.js';
import { inWorkspace, repository, type Workspace } from './testing/workspace.js';

const bin = join(repository, 'localbin', 'bin');
const files: Readonly<Record<string, string>> = {
  ...configured('store', 'web'),
  'infra/configuration/staging/store.env': '# Of store.\nSTORE_TOKEN=generate:password\nSTORE_SIZE=3MB\n',
  'platform/box/component.yaml': 'description: Holds something\nruntimes: { process: { command: [scripts/serve.sh] } }\n',
  'platform/box/scripts/serve.sh': '#!/bin/sh\necho something >"$DSW_VOLUME/thing"\nexec sleep infinity\n',
  'platform/box/scripts/backup.sh': 'cat "$DSW_VOLUME/thing"\n',
  'platform/box/scripts/restore.sh': 'cat >"$DSW_VOLUME/thing"\n',
  'env/project.env.template': 'DSW_DEPLOY_ENV=local\n',
};

describe.concurrent('the command line', () => {
  it('tells of every command on 80 columns, with an example', async () => {
    await inWorkspace({}, async (workspace) => {
      const names = (await workspace.dsw('__complete x')).stdout === '' ? await commandsOf(workspace, '') : [];
      expect(names).toEqual(expect.arrayContaining(['up', 'status', 'env', 'secrets-check', 'completion', 'man']));
      const below = (await commandsOf(workspace, 'help env')).map((name) => `env ${name}`);
      for (const name of [...names, ...below]) {
        const { exitCode, stdout, stderr } = await workspace.dsw(`${name} --help`, { env: { COLUMNS: '80' } });
        expect({ name, exitCode, stderr, example: stdout.includes('\nExamples:\n') }).toEqual({
          name,
          exitCode: 0,
          stderr: '',
          example: true,
        });
        expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
      }
    });
  });

  it('changes nothing in a dry run, and says what it would do', async () => {
    await inWorkspace(files, async (workspace) => {
      const env = { HOME: workspace.path('home'), XDG_CONFIG_HOME: workspace.path('home/.config'), EDITOR: 'false' };
      const dry = async (line: string, expected: { readonly exitCode?: number; readonly says: string }): Promise<void> => {
        const before = await contents(workspace.root);
        const { exitCode, stdout, stderr } = seen(workspace, await workspace.dsw(`${line} --dry-run`, { env }));
        expect({ line, exitCode, said: `${stdout}${stderr}`.replaceAll(/\d{8}T\d{6}Z(-\d+)?/g, '<time>') }).toEqual({
          line,
          exitCode: expected.exitCode ?? 0,
          said: expected.says,
        });
        expect(await contents(workspace.root), line).toEqual(before);
      };
      await dry('env-config-prepare', {
        says: `env/project.env: would be created from env/project.env.template
env/local/store.env: would be created from infra/configuration/default/store.env
env/local/web.env: would be created from infra/configuration/default/web.env`,
      });
      await dry('env-create staging', {
        says: `env/project.env: would be created from env/project.env.template
env/staging/store.env: would be created from infra/configuration/staging/store.env
env/staging/web.env: would be created from infra/configuration/default/web.env`,
      });
      await dry('env-use staging', { says: 'commands would act on staging instead of local' });
      await workspace.succeeds('env-create staging');
      await dry('env-use staging', { says: 'commands would act on staging instead of local' });
      await dry('env-remove staging', {
        says: `this would remove:
  env/staging/store.env (a copy is kept under env/backup/)
  env/staging/web.env (a copy is kept under env/backup/)
  env/staging/ (logs, leased ports)`,
      });
      await dry('env-config-edit store --env staging', {
        says: 'env/staging/store.env: would be opened in an editor, and saved once it is sound',
      });
      await dry('env-config-edit', { says: 'env/project.env: would be opened in an editor, and saved once it is sound' });
      await dry('env-config-restore', {
        exitCode: 1,
        says: 'error: local has no earlier configuration\n  They are kept below env/backup/local/config/.',
      });

      await workspace.succeeds('up');
      await workspace.write({ 'infra/configuration/default/store.env': '# Of store.\nSTORE_TOKEN=generate:password\nSTORE_SIZE=4MB\n' });
      await dry('env-config-prepare', {
        says: `env/local/store.env would change, as infra/configuration/default/store.env has:
  line 2:
   STORE_TOKEN=****
  -STORE_SIZE=2MB
  +STORE_SIZE=4MB
env/local/web.env: kept as it is`,
      });
      await workspace.succeeds('env-config-prepare --yes');
      await dry('env-config-restore', { says: 'env/local/store.env: would be as it was at <time>' });

      await workspace.succeeds('start box');
      await workspace.succeeds('backup box');
      const set = (await readdir(workspace.path('env/backup/local/sets')))[0] ?? '';
      await dry(`backup-pin ${set.slice(0, 8)}`, { says: '<set> would be pinned: no prune would remove it' });
      await dry(`backup-unpin ${set}`, { says: '<set> was not pinned' });
      await workspace.succeeds(`backup-pin ${set}`);
      await dry(`backup-unpin ${set}`, { says: '<set> would not be pinned any more' });
      await dry('schedule-remove', { says: 'nothing was scheduled for local' });
      await dry('update', { says: 'no component is a checkout' });

      await dry('secrets-init --name ann', {
        says: `<workspace>/home/.config/dust-workspace/secrets.pem: would be written, your private key
env/recipients/local/ann.crt: would be written, you, as a recipient of local`,
      });
      expect((await workspace.dsw('secrets-init --name ann', { env })).exitCode).toBe(0);
      await dry('secrets-set store STORE_TOKEN', {
        says: 'platform/store/.env.local.crypt: would be written, with a value for STORE_TOKEN, encrypted to ann',
      });
      await dry('secrets-edit store', {
        says: 'platform/store/.env.local.crypt: would be written, with what is saved in the editor, encrypted to ann',
      });
      await workspace.write({ 'platform/store/.env.local': 'STORE_TOKEN=of-ann\n' });
      await dry('secrets-encrypt store', { says: 'platform/store/.env.local.crypt: would be written, encrypted to ann' });
      expect((await workspace.dsw('secrets-encrypt store', { env })).exitCode).toBe(0);
      await execa('rm', [workspace.path('platform/store/.env.local')]);
      await dry('secrets-decrypt store', { says: 'platform/store/.env.local: would be written, plain text' });
      await dry('secrets-rotate', { says: 'platform/store/.env.local.crypt: unchanged, already encrypted to ann' });
      // Whoever has no key cannot stop what has secrets.
      await workspace.dsw('down', { env });
    });
  });

  it('answers in JSON whatever it is asked', async () => {
    await inWorkspace(files, async (workspace) => {
      await workspace.succeeds('env-config-prepare');
      const answers = async (line: string): Promise<unknown> => JSON.parse((await workspace.dsw(`${line} --json`)).stdout);
      expect(await answers('validate')).toEqual({ ok: true, components: ['box', 'store', 'web'], diagnostics: [] });
      expect(await answers('validate strore')).toMatchObject({ ok: false, diagnostics: [{ message: 'there is no component strore' }] });
      expect(await answers('env store')).toMatchObject({ STORE_SIZE: '2MB' });
      expect(await answers('env explain STORE_SIZE')).toMatchObject([{ component: 'store', value: '2MB', secret: false }]);
      expect(await answers('env explain STORE_TOKEN')).toMatchObject([{ component: 'store', value: null }]);
      expect(await answers('env-list')).toMatchObject([{ name: 'local' }, { name: 'staging' }]);
      expect(await answers('schedule-status')).toMatchObject({});
      expect(await answers('secrets-check')).toMatchObject({ files: [], environments: [] });
    });
  });

  it('tells programs how a change ended, on the last line', async () => {
    await inWorkspace(files, async (workspace) => {
      const ended = async (line: string): Promise<unknown> =>
        JSON.parse((await workspace.dsw(`${line} --json`)).stdout.trimEnd().split('\n').at(-1) ?? '');
      const kind = 'ended';
      expect(await ended('env-create staging --dry-run')).toMatchObject({
        kind,
        ok: true,
        dryRun: true,
        result: { environment: 'staging', files: [{ kind: 'created', file: 'env/staging/store.env' }, { kind: 'created' }] },
      });
      expect(await ended('env-create staging')).toMatchObject({ kind, ok: true, exitCode: 0, dryRun: false });
      expect(await ended('env-create staging')).toMatchObject({ ok: false, exitCode: 1, diagnostics: [{ code: 'environment-exists' }] });
      expect(await ended('env-use staging')).toMatchObject({ result: { environment: 'staging', before: 'local' } });
      expect(await ended('schedule-remove')).toMatchObject({ result: { removed: [] } });
      expect(await ended('secrets-rotate')).toMatchObject({ kind, ok: false, exitCode: 1, result: null });
    });
  });

  it('runs no more operations at once than it is asked for', async () => {
    await inWorkspace(files, async (workspace) => {
      const up = seen(workspace, await workspace.dsw('--parallel 1 up'));
      expect(up).toMatchObject({ exitCode: 0, stderr: '' });
      expect((await workspace.dsw('backup --parallel 1')).exitCode).toBe(0);
      expect((await workspace.dsw('restart --parallel 1')).exitCode).toBe(0);
    });
  });
});

describe.concurrent('completion', () => {
  it('of bash fills the line in', async () => {
    await inWorkspace(files, async (workspace) => {
      const script = `source <(dsw completion bash)
offer() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _dsw "$1" "\${COMP_WORDS[COMP_CWORD]}" ""; echo "\${COMPREPLY[*]}"; }
offer dsw sta
offer dsw start ''
offer dsw status --env = st
offer dsw up --par
offer ./nowhere/dsw start w
complete -p dsw`;
      expect(await by(workspace, 'bash', ['--norc', '-c', script])).toBe(
        'start status\nbox store web\nstaging\n--parallel\nweb\ncomplete -o nosort -F _dsw dsw',
      );
    });
  });

  it('of zsh fills the line in, and says what is meant', async () => {
    await inWorkspace(files, async (workspace) => {
      // A zsh at a terminal of its own, in which somebody types.
      const script = `zmodload zsh/zpty
until_said() { local said; zpty -r typed said "*$1*"; print -r -- $said; }
zpty typed zsh -f -i
zpty -w typed 'PS1=ASK%%S; autoload -Uz compinit; compinit -u -D; source <(dsw completion zsh)'
until_said ASK%S >/dev/null
zpty -w -n typed $'dsw stop w\\t\\n'
until_said ASK%S
zpty -w -n typed $'dsw help sta\\C-D'
until_said 'every component'
zpty -d typed`;
      const shown = await by(workspace, 'zsh', ['-f', '-c', script]);
      expect(shown).toContain('dsw stop web');
      expect(shown).toMatch(/start +-- start components, their needs first, until they are ready/);
      expect(shown).toMatch(/status +-- the state of every component/);
    });
  });

  it('of fish offers what may come, and what it means', async () => {
    await inWorkspace(files, async (workspace) => {
      const script = `dsw completion fish | source
for line in 'dsw sta' 'dsw start w' 'dsw status --env=st' 'dsw exec store /etc/host'
  complete -C $line
end`;
      const said = await by(workspace, 'fish', ['--no-config', '-c', script]);
      expect(said.split('\n').slice(0, 4)).toEqual([
        'start\tstart components, their needs first, until they are ready',
        'status\tthe state of every component',
        'web\tIs there',
        '--env=staging',
      ]);
      expect(said).toContain('/etc/hosts');
    });
  });

  it('works below, with a broken manifest, and says nothing where it has nothing to say', async () => {
    await inWorkspace({ ...files, 'platform/broken/component.yaml': 'runtimes: {' }, async (workspace) => {
      const offered = async (words: string, cwd: string): Promise<unknown> => {
        const { stdout, stderr, exitCode } = await execa(join(bin, 'dsw'), ['__complete', ...words.split(' ')], { cwd, reject: false });
        return { stdout, stderr, exitCode };
      };
      const components = { stdout: 'box\tHolds something\nbroken\nstore\tIs there\nweb\tIs there', stderr: '', exitCode: 0 };
      expect(await offered('start ', workspace.path('platform/store'))).toEqual(components);
      expect(await offered('start ', '/')).toEqual({ stdout: '', stderr: '', exitCode: 0 });
      expect(await offered('stop --dry', '/')).toEqual({ stdout: '--dry-run\tprint the plan and change nothing', stderr: '', exitCode: 0 });
    });
  });
});

it.skipIf((await execa('man', ['--version'], { reject: false })).exitCode !== 0)('the manual is rendered by man (needs man)', async () => {
  const { stdout: page } = await execa(join(bin, 'dsw'), ['man']);
  const { stdout, stderr } = await execa('man', ['--warnings', '-l', '-'], { input: page, env: { MANWIDTH: '80', LC_ALL: 'C.UTF-8' } });
  expect(stderr).toBe('');
  expect(stdout).toContain('dsw backup-prune [options]');
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

async function commandsOf(workspace: Workspace, words: string): Promise<string[]> {
  const { stdout } = await execa(join(bin, 'dsw'), ['__complete', ...words.split(' ').filter((word) => word !== ''), ''], {
    cwd: workspace.root,
  });
  return stdout.split('\n').map((line) => line.split('\t')[0] ?? '');
}

/** What a shell prints that runs in the workspace and finds dsw on its path. */
async function by(workspace: Workspace, shell: string, args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await execa(shell, [...args], {
    cwd: workspace.root,
    extendEnv: false,
    env: { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: workspace.root, TERM: 'xterm', LANG: 'C.UTF-8' },
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
  expect(stderr).toBe('');
  return stdout;
}

/** Every file with what is in it, but for logs and stamps of what runs. */
async function contents(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const found = entries.filter(
    (entry) => entry.isFile() && !`${entry.parentPath}/`.includes('/run/') && !entry.parentPath.includes('node_modules'),
  );
  return Object.fromEntries(
    await Promise.all(
      found.map(async ({ parentPath, name }) => [join(parentPath, name), await readFile(join(parentPath, name), 'base64')] as const),
    ),
  );
}
