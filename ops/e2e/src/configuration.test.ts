import { readdir, symlink } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { configured } from './testing/configured.js';
import { openToOthers } from './testing/modes.js';
import { nx, nxJson } from './testing/nx.js';
import { seen, type Seen } from './testing/seen.js';
import { inWorkspace, repository, type Ran, type Workspace } from './testing/workspace.js';

const files: Readonly<Record<string, string>> = {
  ...configured('store', 'web'),
  'env/project.env': '# Mine.\nDSW_DEPLOY_ENV=local # for now\nDSW_RUNTIME=process\n',
};
const backups = /\d{8}T\d{6}Z(-\d+)?/g;

const steady = (workspace: Workspace, ran: Ran): Seen => {
  const { stdout, ...rest } = seen(workspace, ran);
  return { ...rest, stdout: stdout.replaceAll(backups, '<time>') };
};

describe.concurrent('an environment that nobody has heard of', () => {
  it('is up with one command, with secrets of its own, readable to nobody else', async () => {
    await inWorkspace(files, async (workspace) => {
      await workspace.succeeds('up --env feature-x');
      const token = /^WEB_TOKEN=([A-Za-z0-9]{32})$/m.exec(await workspace.read('env/feature-x/web.env'))?.[1];
      expect(token).toBeDefined();
      await workspace.succeeds('up --env feature-y');
      expect(await workspace.read('env/feature-y/web.env')).not.toContain(token);
      // What runs is stamped below run/, which is closed to others as a whole.
      const open = await openToOthers(workspace.path('env/feature-x'));
      expect(open.filter((path) => !path.startsWith('run/'))).toEqual([]);
      // Nothing is told of what is there already.
      expect(seen(workspace, await workspace.dsw('prep --env feature-x')).stdout).toBe(
        'store prep: unchanged, prepared\nweb prep: unchanged, prepared',
      );
      await workspace.succeeds('down --env feature-x');
      await workspace.succeeds('down --env feature-y');
    });
  });

  it('is made, used, listed and removed; its backups stay', async () => {
    await inWorkspace(files, async (workspace) => {
      const { dsw } = workspace;
      const says = async (line: string): Promise<Seen> => steady(workspace, await dsw(line));
      expect(await says('env-create feature-x')).toEqual({
        exitCode: 0,
        stdout: `env/feature-x/store.env: created from infra/configuration/default/store.env
env/feature-x/web.env: created from infra/configuration/default/web.env
dsw up --env feature-x starts it; dsw env-use feature-x makes it the usual one`,
        stderr: '',
      });
      expect((await says('env-create feature-x')).stderr).toBe(
        'error: there is an environment feature-x already\n  dsw env-config-prepare --env feature-x brings its configuration up to date.',
      );
      expect((await says('env-use feature-x')).stdout).toBe('commands act on feature-x now instead of local');
      expect(await workspace.read('env/project.env')).toBe('# Mine.\nDSW_DEPLOY_ENV=feature-x # for now\nDSW_RUNTIME=process\n');
      await workspace.succeeds('up');
      const row = (await says('env-list')).stdout.split('\n').at(1);
      expect(row).toMatch(/^\* {2}feature-x +default +store, web +store, web +none +0 sets, 0 configurations$/);
      expect(await says('env-remove feature-x --yes')).toEqual({
        exitCode: 1,
        stdout: '',
        stderr: 'error: feature-x is not removed while something runs in it: store, web\n  dsw down --env feature-x stops it.',
      });
      await workspace.succeeds('down');
      const asked = await says('env-remove feature-x');
      expect([asked.exitCode, asked.stderr]).toEqual([1, expect.stringContaining('platform/web/volumes/feature-x/ (data)')]);
      const before = await workspace.read('env/feature-x/web.env');
      await workspace.succeeds('env-remove feature-x --yes');
      expect(await readdir(workspace.path('env'))).toEqual(['backup', 'project.env']);
      expect(await readdir(workspace.path('platform/web'))).toEqual(['component.yaml']);
      await workspace.succeeds('env-config-restore --env feature-x');
      expect(await workspace.read('env/feature-x/web.env')).toBe(before);
      expect(await openToOthers(workspace.path('env/backup'))).toEqual([]);
    });
  });

  it('is refused under a name that is none, from a template that is none, and where something is in the way', async () => {
    await inWorkspace(files, async (workspace) => {
      const present = await readdir(workspace.root, { recursive: true });
      const refusals = [
        ['env-create backup', 'error: the name "backup" is reserved'],
        ['env-create ../x', 'error: "../x" is no name for an environment'],
        [
          'env-create x --from staging',
          'infra/configuration/staging: error: there is no template "staging"\n  Make the folder infra/configuration/staging/, or use default.',
        ],
        ['env-create x --from ../x', 'error: "../x" is no name for a template'],
        ['env-use featur', 'error: there is no environment featur'],
        ['env-remove ..', 'error: ".." is no name for an environment'],
        ['env diff local nope', 'error: there is no environment nope'],
        ['env-config-restore --at yesterday', 'error: local has no earlier configuration'],
        ['env-config-edit web', 'error: an editor needs a terminal, and there is none'],
        ['env explain WEB_TOKN', 'error: no component has a variable "WEB_TOKN"\n  Did you mean WEB_TOKEN?'],
      ] as const;
      for (const [line, says] of refusals) {
        const { exitCode, stdout, stderr } = await workspace.dsw(line);
        expect([exitCode, stdout, stderr], line).toEqual([1, '', expect.stringContaining(says)]);
      }
      // The lock of the environment that was asked for.
      const left = (await readdir(workspace.root, { recursive: true })).filter((path) => !/^env\/local(\/run)?$/.test(path));
      expect(left.sort()).toEqual(present.sort());

      await workspace.write({ 'env/local/web.env/folder': '' });
      await symlink('gone.env', workspace.path('env/local/store.env'));
      const { exitCode, stderr } = await workspace.dsw('env-config-prepare');
      expect([exitCode, stderr]).toEqual([
        1,
        `env/local/store.env: error: this is a link to a file that is not there
  Make the file, or remove the link.
env/local/web.env: error: this is a folder, where an env file is expected
  Move it away.
`,
      ]);
    });
  });
});

describe.concurrent('configuration', () => {
  it('is brought up to its templates when somebody agrees, and back', async () => {
    await inWorkspace(files, async (workspace) => {
      const says = async (line: string): Promise<Seen> => steady(workspace, await workspace.dsw(line));
      await workspace.succeeds('env-config-prepare');
      const made = await workspace.read('env/local/web.env');
      const edited = made.replace('2MB', '3MB');
      await workspace.write({
        'env/local/web.env': edited,
        'infra/configuration/default/web.env': '# Of web.\nWEB_TOKEN=generate:password\nWEB_SIZE=4MB\n# New.\nWEB_NOTE=some\n',
      });
      const difference = `env/local/web.env would change, as infra/configuration/default/web.env has:
  line 3:
   WEB_SIZE=3MB
  +# New.
  +WEB_NOTE=some
env/local/store.env: kept as it is
`;
      expect(await says('env-config-prepare')).toEqual({
        exitCode: 0,
        stdout: `${difference}env/local/web.env: not changed
  WEB_SIZE stays as you have it; infra/configuration/default/web.env says something else
what would change was left as it is: --yes changes it`,
        stderr: '',
      });
      expect(await workspace.read('env/local/web.env')).toBe(edited);
      expect(await says('env-config-prepare --yes')).toEqual({
        exitCode: 0,
        stdout: `${difference}env/local/web.env: changed, as infra/configuration/default/web.env has
  WEB_SIZE stays as you have it; infra/configuration/default/web.env says something else
the configuration before is in env/backup/local/config/<time>/; dsw env-config-restore --env local brings it back`,
        stderr: '',
      });
      expect(await workspace.read('env/local/web.env')).toBe(`${edited}# New.\nWEB_NOTE=some\n`);
      expect((await says('env-config-prepare --yes')).stdout).toBe('env/local/store.env: kept as it is\nenv/local/web.env: kept as it is');
      expect((await says('env-config-restore')).stdout).toBe(
        'env/local/web.env: as it was at <time>\nwhat was there before is kept: dsw env-config-restore --env local --at <time>',
      );
      expect(await workspace.read('env/local/web.env')).toBe(edited);
      expect(await openToOthers(workspace.path('env/backup'))).toEqual([]);
    });
  });

  it('with placeholders left in it stops a start, which tells all of them', async () => {
    const placeholders = {
      'platform/web/component.yaml': files['platform/web/component.yaml']!.replace('env:', 'needs: { store: started }\nenv:'),
      'infra/configuration/default/store.env': 'STORE_TOKEN=TO_BE_REPLACED\nSTORE_NOTE=TO_BE_REPLACED\n',
      'infra/configuration/default/web.env': '\nWEB_TOKEN=TO_BE_REPLACED\n',
      'platform/web/.env': 'WEB_NOTE=generate:hex\n',
    };
    await inWorkspace({ ...files, ...placeholders }, async (workspace) => {
      const { exitCode, stdout } = await workspace.dsw('up');
      expect(exitCode).toBe(1);
      expect(stdout.match(/^.*: error: .*$/gm)?.map((line) => line.trim())).toEqual([
        'env/local/store.env:1:13: error: store: STORE_TOKEN still says TO_BE_REPLACED',
        'env/local/store.env:2:12: error: store: STORE_NOTE still says TO_BE_REPLACED',
        'env/local/web.env:2:11: error: web: WEB_TOKEN still says TO_BE_REPLACED',
        'platform/web/.env:1:10: error: web: WEB_NOTE still says generate:',
      ]);
    });
  });

  it('is explained and compared, without a word of any secret', async () => {
    const more = {
      'infra/configuration/staging/web.env': 'WEB_TOKEN=generate:hex\nWEB_NOTE=at ${store.STORE_SIZE} of staging\n',
      'platform/web/.env': 'WEB_SIZE=9MB\n',
    };
    await inWorkspace({ ...files, ...more }, async (workspace) => {
      await workspace.succeeds('env-config-prepare');
      await workspace.succeeds('env-config-prepare --env staging');
      const says = async (line: string): Promise<Seen> => seen(workspace, await workspace.dsw(line));
      expect((await says('env web')).stdout).toBe(`WEB_TOKEN  ****  env/local/web.env:2
WEB_SIZE   9MB   platform/web/.env:1 (instead of env/local/web.env:3, default of component.yaml)
WEB_NOTE   none  default of component.yaml`);
      expect((await says('env explain WEB_NOTE --env staging')).stdout).toBe(`web
  declared    string
  value       at 2MB of staging
  from        env/staging/web.env:2
  instead of  default of component.yaml
  refers to   \${store.STORE_SIZE}`);
      expect((await says('env diff local staging')).stdout).toBe(`COMPONENT  VARIABLE     local                  staging
store      STORE_TOKEN  (secrets that differ)
web        WEB_TOKEN    (secrets that differ)
web        WEB_NOTE     none                   at 2MB of staging`);
      const differences: unknown = JSON.parse((await says('env diff local staging --json')).stdout);
      expect(differences).toContainEqual({ kind: 'secret', component: 'web', name: 'WEB_TOKEN', setIn: 'both' });
      expect(JSON.parse((await says('env web --format json')).stdout)).toEqual({ WEB_SIZE: '9MB', WEB_NOTE: 'none' });
      expect((await says('env web --format shell')).stdout).toBe("export WEB_SIZE='9MB'\nexport WEB_NOTE='none'");
    });
  });

  it('is made, explained and listed through Nx as well', async () => {
    const dsw = { executor: 'nx:run-commands', options: { command: `${repository}/localbin/bin/dsw env-list --json` } };
    const targets = { 'env-config-prepare': { executor: '@dust-workspace/nx:run' }, 'env-list': dsw };
    const nxFiles = { ...nxJson, 'ops/workspace/project.json': JSON.stringify({ name: 'workspace', targets }) };
    await inWorkspace({ ...files, ...nxFiles, '.gitignore': 'node_modules\n.nx\nenv\nvolumes\n' }, async (workspace) => {
      const made = await nx(workspace, 'run workspace:env-config-prepare');
      expect([made.exitCode, made.stdout]).toEqual([0, expect.stringContaining('env/local/web.env: created from')]);
      await workspace.write({ 'infra/configuration/default/web.env': 'WEB_TOKEN=generate:password\nWEB_SIZE=4MB\n' });
      const shown = await nx(workspace, 'run workspace:env-config-prepare');
      expect([shown.exitCode, shown.stdout]).toEqual([0, expect.stringMatching(/-WEB_SIZE=2MB\n.*\+WEB_SIZE=4MB[^]*--yes changes it/)]);
      const changed = await nx(workspace, 'run workspace:env-config-prepare --yes');
      expect([changed.exitCode, changed.stdout]).toEqual([0, expect.stringContaining('env/local/web.env: changed')]);
      const variables = await nx(workspace, 'run web:env');
      expect([variables.exitCode, variables.stdout]).toEqual([
        0,
        expect.stringMatching(/^WEB_SIZE +4MB +env\/local\/web\.env:2 \(instead of default of component\.yaml\)$/m),
      ]);
      expect((await nx(workspace, 'run workspace:env-list')).stdout).toContain('"name": "local"');
    });
  });
});
