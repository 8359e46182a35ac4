import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { launchNx, nx, nxJson } from './testing/nx.js';
import { until } from './testing/until.js';
import { inWorkspace, type Workspace } from './testing/workspace.js';

const sleeps = 'runtimes: { process: { command: [sleep, infinity] } }\n';
const base = 'platform/base/component.yaml';
const app = 'application/app/component.yaml';

/** A component in the profile, one that needs it, and one in no profile. */
const files = {
  ...nxJson,
  '.gitignore': 'node_modules\n.nx\nenv/*\nvolumes\n',
  [base]: `description: base\nprofiles: [starter]\n${sleeps}`,
  [app]: `description: app\nprofiles: [starter]\nneeds: { base: started }\n${sleeps}`,
  'platform/extra/component.yaml': `description: extra\n${sleeps}`,
};

async function states({ status }: Workspace): Promise<Record<string, string>> {
  return Object.fromEntries(Object.entries(await status()).map(([name, { state }]) => [name, state]));
}

/** The outcomes that a run of Nx printed, in order, without times. */
function outcomes(stdout: string): string[] {
  return [...stdout.matchAll(/^\w+ \w+: (?:done|unchanged|skipped|FAILED)[^\n]*/gm)].map(([line]) =>
    line.replace(/ after \d.*$/, '').replace(/, up .*$/, ''),
  );
}

describe('nx', () => {
  it('starts needs first, leaves running what it started, and stops dependents first', () =>
    inWorkspace(files, async (workspace) => {
      const started = await nx(workspace, 'run app:start');
      expect(started.exitCode).toBe(0);
      const told = outcomes(started.stdout);
      // Preparations wait for nothing, so either may end first.
      expect(told.slice(0, 2).sort()).toEqual(['app prep: done, prepared', 'base prep: done, prepared']);
      expect(told.slice(2)).toEqual(['base start: done, running', 'app start: done, running']);
      expect(await states(workspace)).toEqual({ app: 'running', base: 'running', extra: 'stopped' });
      const stopped = await nx(workspace, 'run base:stop');
      expect(stopped.exitCode).toBe(0);
      expect(outcomes(stopped.stdout)).toEqual(['app stop: done, stopped', 'base stop: done, stopped']);
      expect(await states(workspace)).toEqual({ app: 'stopped', base: 'stopped', extra: 'stopped' });
    }));

  it('sweeps over the profile, and acts on what is named', () =>
    inWorkspace(files, async (workspace) => {
      const swept = await nx(workspace, 'run-many -t start');
      expect(swept.exitCode).toBe(0);
      expect(outcomes(swept.stdout)).toContain('extra start: skipped, outside the profile starter; name it to act on it');
      expect(await states(workspace)).toEqual({ app: 'running', base: 'running', extra: 'stopped' });
      expect((await nx(workspace, 'run-many -t start -p extra app')).exitCode).toBe(0);
      expect(await states(workspace)).toMatchObject({ extra: 'running' });
    }));

  it('hands the engine exactly its own tasks, so that one component can be stopped alone', () =>
    inWorkspace(files, async (workspace) => {
      await nx(workspace, 'run app:start');
      const stopped = await nx(workspace, 'run base:stop --excludeTaskDependencies');
      expect(outcomes(stopped.stdout)).toEqual(['base stop: done, stopped']);
      expect(await states(workspace)).toMatchObject({ app: 'running', base: 'stopped' });
    }));

  it('starts again the dependents that a restart has stopped', () =>
    inWorkspace(files, async (workspace) => {
      await nx(workspace, 'run app:start');
      const restarted = await nx(workspace, 'run base:restart');
      expect([restarted.exitCode, outcomes(restarted.stdout).filter((line) => line.includes('done'))]).toEqual([
        0,
        ['app stop: done, stopped', 'base stop: done, stopped', 'base start: done, running', 'app start: done, running'],
      ]);
      expect(await states(workspace)).toMatchObject({ app: 'running', base: 'running' });
    }));

  it('changes nothing in a dry run, and says what it would do', () =>
    inWorkspace(files, async (workspace) => {
      const planned = await nx(workspace, 'run app:start --dry-run');
      expect(planned.exitCode).toBe(0);
      expect(planned.stdout).toContain('app start: it is stopped; after app:prep, base:start');
      // Without batches Nx runs one task at a time, and gives the flag to the last one only.
      await nx(workspace, 'run app:start --dry-run', { NX_BATCH_MODE: 'false' });
      expect(await workspace.status()).toMatchObject({ app: { prepared: false }, base: { prepared: false } });
    }));

  it('needs --yes to remove something, and says what', () =>
    inWorkspace(files, async (workspace) => {
      await nx(workspace, 'run base:start');
      const refused = await nx(workspace, 'run base:purge');
      expect(refused.exitCode).toBe(1);
      expect(refused.stdout).toContain('platform/base/volumes/local/ (the data of base)');
      expect(await states(workspace)).toMatchObject({ base: 'running' });
      expect((await nx(workspace, 'run base:purge --yes')).exitCode).toBe(0);
      expect(await workspace.status()).toMatchObject({ base: { prepared: false, state: 'stopped' } });
    }));

  it('makes one backup set of many components', () =>
    inWorkspace(files, async (workspace) => {
      await nx(workspace, 'run app:start');
      await workspace.write({ 'platform/base/volumes/local/rows': '1', 'application/app/volumes/local/rows': '2' });
      expect((await nx(workspace, 'run-many -t backup')).exitCode).toBe(0);
      const { app: first, base: second } = await workspace.status();
      expect(first?.lastBackup).not.toBeNull();
      expect(first?.lastBackup?.set).toBe(second?.lastBackup?.set);
    }));

  it('shows the same table as dsw for the whole workspace', () =>
    inWorkspace(
      {
        ...files,
        'ops/workspace/project.json': '{ "name": "workspace", "targets": { "status": { "executor": "@dust-workspace/nx:run" } } }',
      },
      async (workspace) => {
        const shown = await nx(workspace, 'run workspace:status');
        expect(shown.stdout).toContain((await workspace.dsw('status')).stdout.trim());
      },
    ));

  it('keeps the sound components working beside broken ones, and says what is wrong with those', () =>
    inWorkspace(
      {
        ...files,
        'platform/broken/component.yaml': `description: broken\n${sleeps}ports: { ELSE_PORT: 5432 }\n`,
        'platform/twin/component.yaml': `description: twin\n${sleeps}`,
        'application/twin/component.yaml': `description: twin\n${sleeps}`,
      },
      async (workspace) => {
        expect((await nx(workspace, 'show projects')).stdout.split('\n').sort()).toEqual([
          'app',
          'application/twin',
          'base',
          'broken',
          'extra',
          'twin',
        ]);
        expect((await nx(workspace, 'run app:start')).exitCode).toBe(0);
        expect(await nx(workspace, 'run broken:validate')).toMatchObject({
          exitCode: 1,
          stdout: expect.stringContaining(
            'platform/broken/component.yaml:3:10: error: expected a port name that begins with BROKEN_',
          ) as string,
        });
        expect((await nx(workspace, 'run twin:validate')).stdout).toContain(
          'component name `twin` is used by platform/twin and application/twin',
        );
      },
    ));

  it('caches validation until a file that matters changes', () =>
    inWorkspace(files, async (workspace) => {
      const validate = async (): Promise<string> => {
        const { exitCode, stdout } = await nx(workspace, 'run app:validate');
        return `${exitCode} ${stdout.includes('read the output from the cache') ? 'cached' : 'asked'}`;
      };
      expect([await validate(), await validate()]).toEqual(['0 asked', '0 cached']);
      await workspace.write({ [base]: `description: other\nprofiles: [starter]\n${sleeps}` });
      expect([await validate(), await validate()]).toEqual(['0 asked', '0 cached']);
      await workspace.write({ [base]: 'nonsense' });
      expect([await validate(), await validate()]).toEqual(['1 asked', '1 asked']);
    }));

  it('knows what a change affects: the component, its dependents, and for a template its component', () =>
    inWorkspace({ ...files, 'infra/configuration/local/base.env': 'A=1\n' }, async (workspace) => {
      const git = (...args: string[]) =>
        execa('git', ['-c', 'user.name=test', '-c', 'user.email=test@localhost', ...args], { cwd: workspace.root });
      await git('init', '-q');
      await git('add', '.');
      await git('commit', '-qm', 'first');
      const affected = async (change: Readonly<Record<string, string>>): Promise<string[]> => {
        await workspace.write(change);
        const { stdout } = await nx(workspace, 'show projects --affected --base HEAD');
        await git('checkout', '-q', '.');
        return stdout.split('\n').sort();
      };
      expect(await affected({ [base]: `description: other\n${sleeps}` })).toEqual(['app', 'base']);
      expect(await affected({ [app]: `description: other\nneeds: { base: started }\n${sleeps}` })).toEqual(['app']);
      expect(await affected({ 'infra/configuration/local/base.env': 'A=2\n' })).toEqual(['app', 'base']);
    }));

  it('works through the daemon', () =>
    inWorkspace(files, async (workspace) => {
      const daemon = { NX_DAEMON: 'true' };
      try {
        expect((await nx(workspace, 'run extra:start', daemon)).exitCode).toBe(0);
        expect(await states(workspace)).toEqual({ app: 'stopped', base: 'stopped', extra: 'running' });
        await workspace.write({ [base]: 'nonsense' });
        await until('the daemon has seen the change', async () => (await nx(workspace, 'run base:validate', daemon)).exitCode === 1);
        expect(outcomes((await nx(workspace, 'run extra:stop', daemon)).stdout)).toEqual(['extra stop: done, stopped']);
      } finally {
        await nx(workspace, 'daemon --stop', daemon);
      }
    }));
});

describe('an interruption of nx', () => {
  const slow = {
    ...files,
    'platform/slow/component.yaml': `description: slow\nneeds: { base: started }\nports: { SLOW_PORT: 5432 }\nready: { tcp: SLOW_PORT, within: 100s }\n${sleeps}`,
  };

  it.each(['SIGINT', 'SIGKILL'] as const)('by %s ends what had not come up, and leaves the rest as it was', (signal) =>
    inWorkspace(slow, async (workspace) => {
      const running = launchNx(workspace, 'run slow:start');
      await until('it waits for the component', () => running.said().includes('waiting until slow is ready'));
      process.kill(signal === 'SIGINT' ? -running.pid : running.pid, signal);
      await running.ended;
      await until('the component is down again', async () => (await states(workspace))['slow'] === 'stopped');
      expect(await states(workspace)).toMatchObject({ base: 'running', slow: 'stopped' });
      expect((await nx(workspace, 'run base:stop')).exitCode).toBe(0);
    }),
  );
});
