import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readlink, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeUpstream } from '@dust-workspace/runtime/testing';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { changesOf, killedAtChange, spread } from './testing/killedAtChange.js';
import { leftBy, processesIn, runningIn } from './testing/leftBy.js';
import { seen } from './testing/seen.js';
import { until } from './testing/until.js';
import { inWorkspace, repository, type Workspace } from './testing/workspace.js';

const keeps = 'echo kept >"$DSW_VOLUME/rows"; exec sleep infinity';
const component = (name: string, lines = ''): Record<string, string> => ({
  [`platform/${name}/component.yaml`]: `description: Keeps something
profiles: [starter]
${lines}runtimes: { process: { command: [sh, -c, '${keeps.replaceAll("'", "''")}'] } }
`,
});
const files = {
  ...component('db', 'ports: { DB_PORT: 41801 }\n'),
  ...component('web', 'needs: { db: started }\nports: { WEB_PORT: 41802 }\n'),
};
const idle = {
  'platform/idle/component.yaml':
    'description: Keeps nothing\nprofiles: [starter]\nports: { IDLE_PORT: 41803 }\nruntimes: { process: { command: [sleep, infinity] } }\n',
};

/** Everything in two environments, with something in each volume. */
async function bringUp(workspace: Workspace, names: readonly string[] = ['db', 'web']): Promise<void> {
  for (const environment of ['local', 'feature-x']) {
    await workspace.succeeds(`up --env ${environment}`);
    for (const name of names)
      await until(`${name} has data`, () => existsSync(workspace.path(`platform/${name}/volumes/${environment}/rows`)));
  }
}

function plannedBy({ stdout }: { readonly stdout: string }): string[] {
  return (JSON.parse(stdout) as { operations: { id: string }[] }).operations.map(({ id }) => id);
}

describe.concurrent('host-clean', () => {
  it('lists first what it would stop, asks, and changes nothing until somebody agrees', () =>
    inWorkspace(files, async (workspace) => {
      await workspace.succeeds('up');
      const before = runningIn(workspace.root);
      const { exitCode, stdout } = await workspace.dsw('host-clean --dry-run');
      expect([
        exitCode,
        stdout
          .replaceAll(/process \d+/g, 'process <pid>')
          .trimEnd()
          .split('\n'),
      ]).toEqual([
        0,
        [
          'stop  supervisor@local  process <pid>',
          'stop  web@local         runs as process <pid>',
          'stop  db@local          runs as process <pid>',
        ],
      ]);
      const unasked = seen(workspace, await workspace.dsw('host-clean'));
      expect([unasked.exitCode, unasked.stdout, unasked.stderr.replaceAll(/process \d+/g, 'process <pid>')]).toEqual([
        1,
        '',
        `error: this would stop and remove:
    supervisor@local (process <pid>)
    web@local (runs as process <pid>)
    db@local (runs as process <pid>)
  nothing was changed
  Run it with --yes to do it.`,
      ]);
      expect(runningIn(workspace.root)).toEqual(before);
    }));

  it('ends what runs in all environments, users before what they need; data, configuration and backups stay', () =>
    inWorkspace({ ...files, ...idle, 'env/local/db.env': '# mine\n' }, async (workspace) => {
      await bringUp(workspace);
      await workspace.succeeds('backup db');
      const { exitCode, stdout } = await workspace.dsw('host-clean --yes --json');
      const events = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { kind: string; operation?: { id: string }; outcome?: { kind: string } });
      expect([exitCode, events.at(-1)]).toEqual([0, expect.objectContaining({ kind: 'ended', ok: true, exitCode: 0 })]);
      const ended = events.flatMap(({ kind, operation }) => (kind === 'finished' && operation !== undefined ? [operation.id] : []));
      for (const name of ['local', 'feature-x']) {
        const order = ended.filter((id) => id.includes(`@${name}:`) && !id.startsWith('idle'));
        expect(order.filter((id) => !id.startsWith('ports'))).toEqual([`supervisor@${name}:stop`, `web@${name}:stop`, `db@${name}:stop`]);
        expect(order).toContain(`ports@${name}:clean`);
        expect(Object.keys(JSON.parse(await workspace.read(`env/${name}/ports.json`)) as object).sort()).toEqual(['DB_PORT', 'WEB_PORT']);
        expect(await workspace.read(`platform/web/volumes/${name}/rows`)).toBe('kept\n');
      }
      expect(await leftBy(workspace.root)).toEqual([]);
      expect(await workspace.read('env/local/db.env')).toContain('# mine\n');
      expect(await readdir(workspace.path('env/backup/local/sets'))).toHaveLength(1);
      expect(seen(workspace, await workspace.dsw('host-clean --yes'))).toEqual({
        exitCode: 0,
        stdout: 'there is nothing to stop or to remove',
        stderr: '',
      });
      await workspace.succeeds('up');
    }));

  it('takes one environment where one is named', () =>
    inWorkspace(files, async (workspace) => {
      await bringUp(workspace);
      await workspace.succeeds('host-clean --yes --env feature-x');
      expect(processesIn(workspace.root)).toEqual(['sleep infinity', 'sleep infinity']);
      expect(Object.values(await workspace.status()).map(({ state }) => state)).toEqual(['running', 'running']);
    }));

  it('needs no sound manifest, no settings, no component and no run folder', () =>
    inWorkspace({ ...files, ...component('gone'), ...component('lost') }, async (workspace) => {
      await bringUp(workspace, ['db', 'web', 'gone', 'lost']);
      await workspace.write({ 'platform/db/component.yaml': '{ broken', 'env/project.env': 'DSW_DEPLOY_ENV=NO NAME\nDSW_RUNTIME=none\n' });
      await rm(workspace.path('platform/gone/component.yaml'));
      await rm(workspace.path('env/feature-x'), { recursive: true });
      expect((await workspace.dsw('status')).exitCode).not.toBe(0);
      const { exitCode, stderr } = await workspace.dsw('host-clean --yes');
      expect([exitCode, stderr]).toEqual([0, '']);
      await until('the supervisor without a folder has ended', () => runningIn(workspace.root).length === 0);
      expect(await workspace.read('platform/gone/volumes/local/rows')).toBe('kept\n');
      await workspace.write({ ...files, 'env/project.env': '' });
    }));

  it('touches neither another workspace nor a copy of this one, in which nothing runs', () =>
    inWorkspace(files, (one) =>
      inWorkspace(files, async (other) => {
        await bringUp(one);
        await bringUp(other);
        const before = [runningIn(one.root), runningIn(other.root)];
        const copy = await realpath(await mkdtemp(join(tmpdir(), 'dsw-copy-')));
        try {
          await cp(one.root, copy, { recursive: true, filter: (path) => !path.endsWith('node_modules') });
          await symlink(join(repository, 'node_modules'), join(copy, 'node_modules'));
          const cleaned = await execa(join(repository, 'localbin/bin/dsw'), ['host-purge', '--yes'], { cwd: copy, reject: false });
          expect([cleaned.exitCode, cleaned.stderr]).toEqual([0, '']);
          expect([runningIn(one.root), runningIn(other.root)]).toEqual(before);
          await one.succeeds('host-clean --yes');
          expect([runningIn(one.root), runningIn(other.root)]).toEqual([[], before[1]]);
          await other.succeeds('host-clean --yes');
        } finally {
          await rm(copy, { recursive: true, force: true });
        }
      }),
    ));

  it('waits for nobody who works on an environment for long, and says who it is', () =>
    inWorkspace({ ...files, 'platform/db/scripts/init.sh': 'echo ready; sleep 600\n' }, async (workspace) => {
      const init = workspace.launch('init db');
      await until('its init is at work', () => init.said().includes('ready'), 60_000);
      const refused = await workspace.dsw('host-clean --yes', { env: { DSW_LOCK_PATIENCE: '1ms' } });
      expect([refused.exitCode, refused.stderr]).toEqual([
        1,
        expect.stringContaining(`another command works on this environment: dsw init db (process ${init.pid},`),
      ]);
      process.kill(-init.pid, 'SIGKILL');
      await init.ended;
      await workspace.succeeds('host-clean --yes');
      expect(runningIn(workspace.root)).toEqual([]);
    }));
});

describe.concurrent('host-purge', () => {
  it('leaves the files of the workspace and its backups, and it can be brought up again', () =>
    inWorkspace({ ...files, 'env/local/db.env': '# mine\n' }, async (workspace) => {
      await bringUp(workspace);
      await workspace.succeeds('backup db');
      const planned = await workspace.dsw('host-purge --dry-run --json');
      expect(plannedBy(planned).filter((id) => id.endsWith(':purge'))).toEqual([
        'platform/db/volumes/feature-x/:purge',
        'platform/web/volumes/feature-x/:purge',
        'env/feature-x/:purge',
        'platform/db/volumes/local/:purge',
        'platform/web/volumes/local/:purge',
        'env/local/:purge',
      ]);
      const purged = await workspace.dsw('host-purge --yes');
      expect([purged.exitCode, purged.stderr]).toEqual([0, '']);
      expect(await leftBy(workspace.root)).toEqual([]);
      expect([
        await readdir(workspace.path('env')),
        await readdir(workspace.path('env/backup')),
        await readdir(workspace.path('platform/db')),
      ]).toEqual([['backup'], ['local'], ['component.yaml']]);
      const [kept = ''] = await readdir(workspace.path('env/backup/local/config'));
      expect(await workspace.read(`env/backup/local/config/${kept}/db.env`)).toContain('# mine\n');
      await workspace.succeeds('restore db');
      await workspace.succeeds('up');
      expect(await workspace.read('platform/db/volumes/local/rows')).toBe('kept\n');
    }));

  it('removes data that lie elsewhere behind a link, and leaves the link', () =>
    inWorkspace(files, async (workspace) => {
      const elsewhere = workspace.path('elsewhere/db');
      await mkdir(elsewhere, { recursive: true });
      await symlink(elsewhere, workspace.path('platform/db/volumes'));
      for (const purge of ['purge db', 'host-purge']) {
        await bringUp(workspace);
        const purged = await workspace.dsw(`${purge} --yes`);
        expect([purged.exitCode, purged.stderr]).toEqual([0, '']);
        expect(existsSync(join(elsewhere, 'local'))).toBe(false);
      }
      expect([await readdir(elsewhere), await readlink(workspace.path('platform/db/volumes'))]).toEqual([[], elsewhere]);
      expect((await workspace.dsw('host-purge --yes')).stdout).toBe('there is nothing to stop or to remove\n');
    }));

  it('that is killed anywhere goes on when it is run again', () =>
    inWorkspace(files, async (workspace) => {
      await bringUp(workspace);
      const changes = await changesOf(workspace, 'host-purge --yes');
      let killed = 0;
      for (const change of spread(8, changes)) {
        await bringUp(workspace);
        const { ran } = await killedAtChange(workspace, 'host-purge --yes', change);
        if (ran.signal === 'SIGKILL') killed += 1;
        await workspace.succeeds('host-purge --yes');
        expect(await leftBy(workspace.root)).toEqual([]);
        expect([await readdir(workspace.path('platform/db')), await readdir(workspace.path('env'))]).toEqual([['component.yaml'], []]);
      }
      expect(killed).toBeGreaterThan(2);
    }));

  it('that is interrupted finishes what it has begun, and begins nothing more', () =>
    inWorkspace(
      {
        ...files,
        'platform/slow/component.yaml':
          'description: Ends late\nprofiles: [starter]\nneeds: { web: started }\nruntimes: { process: { command: [sh, -c, "trap \'sleep 1; exit\' TERM; while :; do sleep 0.1; done"] } }\n',
      },
      async (workspace) => {
        await workspace.succeeds('up');
        const running = workspace.launch('host-purge --yes');
        await until('it has ended the supervisor', () => running.said().includes('supervisor@local stop: done'), 60_000);
        process.kill(running.pid, 'SIGINT');
        const { exitCode, stdout } = await running.ended;
        expect([exitCode, stdout]).toEqual([130, expect.stringContaining('env/local/ purge: skipped')]);
        expect(await workspace.read('platform/db/volumes/local/rows')).toBe('kept\n');
        await workspace.succeeds('host-purge --yes');
      },
    ));

  it('removes checkouts and their repository, unless somebody has work in them', () =>
    inWorkspace(
      {
        ...files,
        'application/code/component.yaml':
          "description: The code\nprofiles: [starter]\nsource: { repository: '${CODE_REPOSITORY}', commit: main }\nenv: { CODE_REPOSITORY: {} }\n",
      },
      async (workspace) => {
        const upstream = makeUpstream(workspace.root);
        await workspace.write({ 'env/project.env': `CODE_REPOSITORY=${upstream.folder}\n` });
        await workspace.succeeds('up');
        await workspace.write({ 'application/code/checkout/local/mine': 'mine\n' });
        const running = runningIn(workspace.root);
        const refused = seen(workspace, await workspace.dsw('host-purge --yes'));
        expect(refused).toEqual({
          exitCode: 1,
          stdout: '',
          stderr: expect.stringContaining('error: the checkout of code holds work that is nowhere else') as string,
        });
        expect(runningIn(workspace.root)).toEqual(running);
        await rm(workspace.path('application/code/checkout/local/mine'));
        // Its manifest is not asked where it came from.
        await workspace.write({ 'application/code/component.yaml': '{ broken' });
        expect(plannedBy(await workspace.dsw('host-purge --dry-run --json')).slice(-3)).toEqual([
          'application/code/checkout/local/:purge',
          'env/local/:purge',
          'application/code/checkout/.repository/:purge',
        ]);
        await workspace.succeeds('host-purge --yes');
        expect(await readdir(workspace.path('application/code'))).toEqual(['component.yaml']);
      },
    ));

  it("removes the data of a component that is none any more, and nobody else's folders", () =>
    inWorkspace({ ...files, ...component('gone'), 'platform/tool/volumes/mine/rows': 'mine\n' }, async (workspace) => {
      await bringUp(workspace, ['db', 'web', 'gone']);
      await rm(workspace.path('platform/gone/component.yaml'));
      await workspace.succeeds('host-purge --yes');
      expect(await readdir(workspace.path('platform'))).toEqual(['db', 'tool', 'web']);
      expect(await workspace.read('platform/tool/volumes/mine/rows')).toBe('mine\n');
    }));
});
