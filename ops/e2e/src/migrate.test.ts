import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { containersOf, describeInContainers, inContainers } from './testing/containers.js';
import { asContainers, asProcesses, keepsNothing, movable, rowsHooks, running, whereabouts } from './testing/movable.js';
import { sets } from './testing/store.js';
import type { RunOptions, Workspace } from './testing/workspace.js';

/** A component with hooks, one whose volume is copied, one without data, and one that needs two of them and has no container. */
const files = {
  'env/project.env': '',
  ...movable('store'),
  ...rowsHooks('store'),
  ...movable('plain'),
  ...movable('cache', { script: keepsNothing }),
  'platform/app/component.yaml': `description: No container
profiles: [starter]
needs: { store: healthy, cache: started }
runtimes: { process: { command: [sh, app.sh] } }
`,
  // Until it is down, it changes what another keeps.
  'platform/app/app.sh': `trap 'echo last >>../store/volumes/local/rows; exit 0' TERM
sleep infinity & wait
`,
};

const everywhere = {
  process: { app: 'running process', cache: 'healthy process', plain: 'healthy process', store: 'healthy process' },
  compose: { app: 'running process', cache: 'healthy compose', plain: 'healthy compose', store: 'healthy compose' },
} as const;

async function succeeds(workspace: Workspace, line: string, options?: RunOptions): Promise<string> {
  const { exitCode, stdout, stderr } = await workspace.dsw(line, options);
  expect(exitCode, `${stdout}\n${stderr}`).toBe(0);
  return stdout;
}

const rowsOf = (workspace: Workspace): Promise<string> => workspace.read('platform/store/volumes/local/rows');

/** Everything runs as processes, and the store has rows. */
async function filled(workspace: Workspace): Promise<void> {
  await succeeds(workspace, 'up', asProcesses);
  await workspace.write({ 'platform/store/volumes/local/rows': 'some rows\n' });
  expect(await whereabouts(workspace)).toEqual(everywhere.process);
}

describeInContainers('dsw migrate', () => {
  it('takes everything to containers and back, with what was written until the last moment', () =>
    inContainers(
      { ...files, ...rowsHooks('store'), 'platform/store/scripts/restore.sh': 'cat >"$DSW_VOLUME/rows"\n' },
      async (workspace) => {
        await filled(workspace);
        await succeeds(workspace, 'migrate --to compose');
        expect(await whereabouts(workspace)).toEqual(everywhere.compose);
        expect(await running(workspace)).toEqual({ app: 'process', cache: 'compose', plain: 'compose', store: 'compose' });
        expect(await rowsOf(workspace)).toBe('some rows\nlast\n');
        expect((await workspace.read('platform/plain/volumes/local/starts')).split('\n').slice(0, 2)).toEqual([
          'plain.sh in a process',
          'plain.sh in a container',
        ]);
        expect(await readdir(workspace.path(sets))).toHaveLength(1);

        expect(await succeeds(workspace, 'migrate --to compose')).toContain(
          'everything that can run under compose was prepared for it already',
        );
        await succeeds(workspace, 'migrate --to process');
        expect(await whereabouts(workspace)).toEqual(everywhere.process);
        expect(await running(workspace)).toEqual({ app: 'process', cache: 'process', plain: 'process', store: 'process' });
        expect(await containersOf(workspace)).toEqual({});
        expect(await rowsOf(workspace)).toBe('some rows\nlast\nlast\n');
      },
    ));

  it('leaves down what was down', () =>
    inContainers(files, async (workspace) => {
      await filled(workspace);
      await succeeds(workspace, 'down');
      await workspace.write({ 'platform/store/volumes/local/rows': 'rows\n' });
      await succeeds(workspace, 'migrate --to compose');
      expect([await whereabouts(workspace), await running(workspace)]).toEqual([
        { app: 'stopped process', cache: 'stopped compose', plain: 'stopped compose', store: 'stopped compose' },
        {},
      ]);
      await succeeds(workspace, 'up');
      expect([await whereabouts(workspace), await rowsOf(workspace)]).toEqual([everywhere.compose, 'rows\n']);
    }));

  it('says what it would do, and does nothing, in a dry run', () =>
    inContainers(files, async (workspace) => {
      await filled(workspace);
      const { operations } = JSON.parse(await succeeds(workspace, 'migrate --to compose --dry-run --json')) as {
        operations: { id: string; cause: string; after: string[] }[];
      };
      expect(operations.map(({ id, cause, after }) => `${id} (${cause}) after ${after.join(' ')}`)).toEqual([
        'plain:backup (to take its data to compose) after ',
        'store:backup (to take its data to compose) after app:stop',
        'plain:stop (to take its data to compose) after plain:backup',
        'app:stop (what it needs is taken to compose) after ',
        'store:stop (to take its data to compose) after store:backup app:stop',
        'cache:stop (to run under compose) after app:stop',
        'plain:restore (to take its data to compose) after plain:stop app:stop store:stop cache:stop',
        'store:restore (to take its data to compose) after plain:stop app:stop store:stop cache:stop',
        'cache:prep (to run under compose) after plain:stop app:stop store:stop cache:stop',
        'cache:start (it ran before) after plain:restore store:restore cache:prep',
        'store:start (it ran before) after plain:restore store:restore cache:prep',
        'app:start (it ran before) after plain:restore store:restore cache:prep cache:start store:start',
        'plain:start (it ran before) after plain:restore store:restore cache:prep',
      ]);
      expect(await whereabouts(workspace)).toEqual(everywhere.process);
      expect(await readdir(workspace.path('env/backup')).catch(() => [])).toEqual([]);
    }));

  it('mends that data and DSW_RUNTIME contradict each other, which is what refuses to start', () =>
    inContainers(files, async (workspace) => {
      await filled(workspace);
      await workspace.write({ 'env/project.env': 'DSW_RUNTIME=compose\n' });
      const refused = await workspace.dsw('restart store');
      expect([refused.exitCode, refused.stderr]).toEqual([
        1,
        `error: the data of store belong to the process runtime, and this environment is to run under compose (DSW_RUNTIME from env/project.env)
  Set DSW_RUNTIME to auto or process. To take the data along: dsw migrate --to compose.
`,
      ]);
      expect((await running(workspace))['store']).toBe('process');
      await succeeds(workspace, 'migrate --to compose');
      expect(await whereabouts(workspace)).toEqual(everywhere.compose);
      expect(await running(workspace)).toEqual({ app: 'process', cache: 'compose', plain: 'compose', store: 'compose' });
    }));
});

describeInContainers('a component without data', () => {
  const cache = { 'env/project.env': '', ...movable('cache', { script: keepsNothing }) };

  it.each(['compose', 'process'] as const)('goes to %s when that is chosen, and never runs in both', (chosen) =>
    inContainers(cache, async (workspace) => {
      const other = chosen === 'compose' ? 'process' : 'compose';
      await succeeds(workspace, 'up', { env: { DSW_RUNTIME: other } });
      const choose = { env: { DSW_RUNTIME: chosen } };
      const status = await workspace.dsw('status', choose);
      expect(status.stderr).toMatch(
        new RegExp(`cache still runs under ${other} \\(process \\d+\\), although it is to run under ${chosen} now`),
      );
      await succeeds(workspace, 'up', choose);
      expect(await running(workspace)).toEqual({ cache: chosen });
      await succeeds(workspace, 'down', { env: { DSW_RUNTIME: other } });
      expect(await running(workspace)).toEqual({});
    }),
  );
});

describeInContainers('dsw migrate is refused, and everything runs on,', () => {
  const refusals: Readonly<Record<string, { env: Record<string, string>; says: string }>> = {
    'when nothing would run under its target afterwards': {
      env: { DSW_RUNTIME: 'process' },
      says: `DSW_RUNTIME is process (from DSW_RUNTIME of the shell), so nothing would run under compose afterwards
  Set DSW_RUNTIME to auto or compose first.`,
    },
    'when no engine answers': {
      env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' },
      says: 'store cannot run under compose: the container engine at unix:///nowhere/docker.sock does not answer',
    },
    'when an image cannot be pulled': { env: { STORE_IMAGE: '127.0.0.1:1/none:1' }, says: '127.0.0.1:1/none:1' },
  };
  it.each(Object.entries(refusals))('%s', (_, { env, says }) =>
    inContainers(files, async (workspace) => {
      await filled(workspace);
      const starts = await workspace.read('platform/store/volumes/local/starts');
      const refused = await workspace.dsw('migrate --to compose', { env });
      expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining(says)]);
      expect([await whereabouts(workspace), await workspace.read('platform/store/volumes/local/starts')]).toEqual([
        everywhere.process,
        starts,
      ]);
      expect(await readdir(workspace.path('env/backup')).catch(() => [])).toEqual([]);
    }),
  );

  it('when its data cannot be read there: they stay, and run where they were', () =>
    inContainers({ ...files, 'platform/store/scripts/restore.sh': 'echo "no such format" >&2; exit 1\n' }, async (workspace) => {
      await filled(workspace);
      // Also where nothing but the migration may start them there again.
      const failed = await workspace.dsw('migrate --to compose', asContainers);
      expect([failed.exitCode, failed.stdout]).toEqual([3, expect.stringContaining('no such format')]);
      expect(await running(workspace)).toEqual({ app: 'process', cache: 'compose', plain: 'compose', store: 'process' });
      expect(await rowsOf(workspace)).toBe('some rows\nlast\n');
      expect(await readdir(workspace.path('platform/store/volumes'))).toEqual(['local']);
      await workspace.write(rowsHooks('store'));
      await succeeds(workspace, 'migrate --to compose');
      expect(await whereabouts(workspace)).toEqual(everywhere.compose);
    }));
});
