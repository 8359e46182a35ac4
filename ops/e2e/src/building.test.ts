import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { changesOf, killedAtChange, spread } from './testing/killedAtChange.js';
import { inWorkspace, type Workspace } from './testing/workspace.js';

const code = `description: The code
profiles: [starter]
source: { repository: '\${CODE_REPOSITORY}', commit: main, notable: [lock] }
env:
  CODE_REPOSITORY: {}
`;
const app = `description: Runs what is built of the code
profiles: [starter]
needs: { code: prepared }
env:
  CODE: { default: '\${code.CODE}' }
prep: { files: ['\${CODE}/lib', '\${CODE}/lock'] }
runtimes: { process: { command: [scripts/serve.sh] } }
ready: { command: [cat, volumes-are-not-asked] }
`;
/** Says what it builds, and keeps it where the component finds it. */
const prep = 'echo "building $(cat "$CODE/lib/name")"\ncp "$CODE/lib/name" "$DSW_VOLUME/built"\n';
const serve = '#!/bin/sh\nexec sleep infinity\n';

const files = {
  'application/code/component.yaml': code,
  'application/app/component.yaml': app.replace('[cat, volumes-are-not-asked]', '[sh, -c, \'[ -s "$DSW_VOLUME/built" ]\']'),
  'application/app/scripts/prep.sh': prep,
  'application/app/scripts/serve.sh': serve,
};

interface Upstream {
  readonly url: string;
  commit(changes: Readonly<Record<string, string>>, message: string): Promise<string>;
}

/** A repository beside the workspace, with one commit. */
async function upstreamOf(workspace: Workspace): Promise<Upstream> {
  const url = workspace.path('upstream');
  const git = (...words: string[]) => execa('git', ['-C', url, ...words], { env: identity });
  await workspace.write({ 'upstream/lib/name': 'one\n', 'upstream/lock': '1\n' });
  await git('init', '--quiet', '--initial-branch=main');
  const commit: Upstream['commit'] = async (changes, message) => {
    for (const [name, text] of Object.entries(changes)) await workspace.write({ [`upstream/${name}`]: text });
    await git('add', '--all');
    await git('commit', '--quiet', '--message', message);
    return (await git('rev-parse', 'HEAD')).stdout;
  };
  await commit({}, 'One');
  await workspace.write({ 'env/project.env': `CODE_REPOSITORY=${url}\n` });
  return { url, commit };
}

const identity = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.org', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.org' };

const plan = async (workspace: Workspace, line: string): Promise<string[]> => {
  const { stdout } = await workspace.dsw(`${line} --dry-run --json`);
  return (JSON.parse(stdout) as { operations: { id: string; cause: string }[] }).operations.map(({ id, cause }) => `${id}: ${cause}`);
};

describe('what is built from a checkout', () => {
  it('is cloned, built and started in this order, and left alone as long as nothing changes', () =>
    inWorkspace(files, async (workspace) => {
      const upstream = await upstreamOf(workspace);
      expect(await plan(workspace, 'up')).toEqual([
        'code:prep: not prepared yet',
        'app:prep: not prepared yet',
        'app:start: it is stopped',
      ]);
      const { exitCode, stdout } = await workspace.dsw('up');
      expect([exitCode, stdout]).toEqual([0, expect.stringContaining('building one')]);
      const { code: source, app: built } = await workspace.status();
      expect([source?.state, source?.prepared, built?.state]).toEqual(['healthy', true, 'healthy']);
      expect(await plan(workspace, 'up')).toEqual([]);

      const commit = await upstream.commit({ 'lib/name': 'two\n', lock: '2\n' }, 'Two');
      const updated = await workspace.dsw('update');
      expect([updated.exitCode, updated.stdout]).toEqual([0, expect.stringContaining(`-> ${commit.slice(0, 10)} (1 commit, 2 files)`)]);
      expect(updated.stdout).toContain('lock (1)');
      expect(await plan(workspace, 'up')).toEqual(['app:prep: what it is built from has changed']);
      expect((await workspace.dsw('up')).stdout).toContain('building two');
      expect(await workspace.read('application/app/volumes/local/built')).toBe('two\n');
    }));

  it('is built again of changes that somebody makes, which nothing takes away', () =>
    inWorkspace(files, async (workspace) => {
      const upstream = await upstreamOf(workspace);
      await workspace.succeeds('host-init');
      await workspace.write({ 'application/code/checkout/local/lib/name': 'mine\n' });
      expect((await workspace.dsw('up')).stdout).toContain('building mine');
      await upstream.commit({ 'lib/name': 'two\n' }, 'Two');

      const updated = await workspace.dsw('update');
      expect([updated.exitCode, updated.stderr]).toEqual([1, expect.stringContaining('lib/name')]);
      const purged = await workspace.dsw('purge code --yes');
      expect([purged.exitCode, purged.stderr]).toEqual([1, expect.stringContaining('1 local change); nothing was changed')]);
      expect((await workspace.status())['app']?.state).toBe('healthy');
      expect(await workspace.read('application/code/checkout/local/lib/name')).toBe('mine\n');
    }));

  it('is of another branch in another environment, side by side', () =>
    inWorkspace(files, async (workspace) => {
      const upstream = await upstreamOf(workspace);
      await workspace.succeeds('up');
      await upstream.commit({ 'lib/name': 'feature\n' }, 'A feature');
      await workspace.succeeds('up --env feature');
      expect(await workspace.read('application/app/volumes/local/built')).toBe('one\n');
      expect(await workspace.read('application/app/volumes/feature/built')).toBe('feature\n');
      await workspace.succeeds('down --env feature');
      const asked = await workspace.dsw('env-remove feature');
      expect([asked.exitCode, asked.stderr]).toEqual([1, expect.stringContaining('application/code/checkout/feature/')]);
      await workspace.succeeds('env-remove feature --yes');
      expect(existsSync(workspace.path('application/code/checkout/feature'))).toBe(false);
      expect(await workspace.read('application/code/checkout/local/lib/name')).toBe('one\n');
    }));

  it('is finished by the next command, wherever the one before is killed while it clones, builds and starts', () =>
    inWorkspace(files, async (workspace) => {
      await upstreamOf(workspace);
      const before = async (): Promise<void> => {
        await workspace.succeeds('down');
        await workspace.succeeds('purge --yes');
      };
      const changes = await changesOf(workspace, 'up');
      for (const change of spread(6, changes)) {
        await before();
        await killedAtChange(workspace, 'up', change);
        await workspace.succeeds('up');
        expect(await plan(workspace, 'up')).toEqual([]);
        expect(await workspace.read('application/app/volumes/local/built')).toBe('one\n');
      }
    }));

  it('that does not build, or cannot be cloned, does not start, and says why', () =>
    inWorkspace(files, async (workspace) => {
      await upstreamOf(workspace);
      await workspace.write({ 'env/project.env': `CODE_REPOSITORY=${workspace.path('nowhere')}\n` });
      const lost = await workspace.dsw('up');
      expect([lost.exitCode, lost.stdout]).toEqual([1, expect.stringContaining('nowhere')]);
      await workspace.write({
        'env/project.env': `CODE_REPOSITORY=${workspace.path('upstream')}\n`,
        'application/app/scripts/prep.sh': 'echo no; exit 3\n',
      });
      const broken = await workspace.dsw('up');
      expect([broken.exitCode, broken.stdout]).toEqual([3, expect.stringContaining('prep of app failed: prep.sh exited with 3')]);
      expect((await workspace.status())['app']?.state).toBe('stopped');
    }));
});

describe('the tests of a component', () => {
  const tested = {
    'platform/db-test/component.yaml': `description: Only for tests
profiles: [tests]
runtimes: { process: { command: [sleep, infinity] } }
ready: { command: ['true'] }
`,
    'platform/db-test/scripts/init.sh': 'echo made >"$DSW_VOLUME/schema"\n',
    'application/app/component.yaml': `description: Has tests
runtimes: { process: { command: [sleep, infinity] } }
env: { WHERE: { default: here } }
test: { command: [scripts/test.sh], needs: { db-test: initialised } }
`,
    'application/app/scripts/test.sh':
      '#!/bin/sh\necho "tested $WHERE with $*: $(cat ../../platform/db-test/volumes/local/schema)"\nexit 7\n',
  };

  it('run in its context, once what they need is there, with the words that follow; the component itself stays down', () =>
    inWorkspace(tested, async (workspace) => {
      const { exitCode, stdout } = await workspace.dsw('test app -- --only one');
      expect([exitCode, stdout.split('\n').at(-2)]).toEqual([7, 'tested here with --only one: made']);
      const { app, 'db-test': database } = await workspace.status();
      expect([app?.state, database?.state]).toEqual(['stopped', 'healthy']);
    }));

  it('are not run where there are none, or where what they need does not come up', () =>
    inWorkspace(tested, async (workspace) => {
      expect((await workspace.dsw('test db-test')).stderr).toBe('error: db-test has no tests to run\n  These have: app.\n');
      await workspace.write({ 'platform/db-test/scripts/init.sh': 'exit 1\n' });
      const { exitCode, stdout } = await workspace.dsw('test app');
      expect([exitCode, stdout]).toEqual([1, expect.not.stringContaining('tested here')]);
    }));
});
