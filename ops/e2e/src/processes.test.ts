import { describe, expect, it } from 'vitest';
import { processesIn } from './testing/leftBy.js';
import { seen } from './testing/seen.js';
import { until } from './testing/until.js';
import { inWorkspace } from './testing/workspace.js';

/** A component `app` whose main command is a line of shell. */
function app(line: string, more = ''): Record<string, string> {
  return {
    'platform/app/component.yaml': `description: Runs a line of shell
runtimes:
  process:
    command: [sh, main.sh]
    stop: { within: 500ms }
${more}`,
    'platform/app/main.sh': `${line}\n`,
  };
}

describe.concurrent('a component', () => {
  it('that ends at once fails its start with its last words', () =>
    inWorkspace(
      app('echo opening; echo no licence >&2; exit 7', 'ready: { command: [test, -e, ready], within: 10s }\n'),
      async (workspace) => {
        expect(seen(workspace, await workspace.dsw('start app'))).toEqual({
          exitCode: 1,
          stdout: `app prep: done, prepared
app start: FAILED
  error: app ended before it was ready: exited with code 7: no licence; its last output:
      opening
      no licence
    See what it says: dsw logs app`,
          stderr: '',
        });
        expect(await workspace.status()).toMatchObject({ app: { state: 'failed', detail: 'ended by itself: no licence' } });
        await workspace.write({ 'platform/app/main.sh': 'touch ready; exec sleep infinity\n' });
        await workspace.succeeds('start app');
      },
    ));

  it('that never becomes ready is left as it is, and told so', () =>
    inWorkspace(
      app('echo warming up; exec sleep infinity', 'ready: { command: [test, -e, ready], within: 500ms }\n'),
      async (workspace) => {
        expect(seen(workspace, await workspace.dsw('start app'))).toEqual({
          exitCode: 1,
          stdout: `app prep: done, prepared
app start: FAILED
  error: app runs but was not ready within 500 ms: test: exit status 1; its last output:
      warming up
    See what it says: dsw logs app`,
          stderr: '',
        });
        expect(await workspace.status()).toMatchObject({ app: { state: 'unhealthy', detail: 'test: exit status 1' } });
        await workspace.write({ 'platform/app/ready': '' });
        expect(seen(workspace, await workspace.dsw('start app'))).toMatchObject({
          exitCode: 0,
          stdout: expect.stringMatching(/^app start: unchanged, healthy/m),
        });
      },
    ));

  it('that ignores SIGTERM is killed after the deadline that was shown', () =>
    inWorkspace(app('trap "" TERM; echo here; while :; do sleep 1; done'), async (workspace) => {
      await workspace.succeeds('start app');
      await until('it ignores SIGTERM', async () => (await workspace.dsw('logs app')).stdout === 'here\n');
      const begun = performance.now();
      const stop = seen(workspace, await workspace.dsw('stop app'));
      expect(stop).toMatchObject({ exitCode: 0, stderr: '' });
      expect(stop.stdout).toBe(`app: waiting until app ends; it is killed 500 ms after it was asked to
app: app did not end in time and is killed now
app stop: done, killed after <time>`);
      expect(performance.now() - begun).toBeGreaterThan(500);
      expect(processesIn(workspace.root)).toEqual([]);
    }));

  it('that leaves children behind does not get rid of them unseen', () =>
    inWorkspace(app('sleep 1001 & setsid sleep 1002 & (sleep 1003 &) ; exec sleep infinity'), async (workspace) => {
      await workspace.succeeds('start app');
      await until('all of it runs', () => processesIn(workspace.root).length === 4);
      expect(processesIn(workspace.root)).toEqual(['sleep 1001', 'sleep 1002', 'sleep 1003', 'sleep infinity']);
      await workspace.succeeds('stop app');
      expect(processesIn(workspace.root)).toEqual([]);
    }));

  it('that makes itself a daemon is seen as what it is, and ended', () =>
    inWorkspace(app('setsid sleep 1004 >/dev/null 2>&1 </dev/null & exit 0'), async (workspace) => {
      expect(seen(workspace, await workspace.dsw('start app'))).toMatchObject({
        exitCode: 1,
        stdout: expect.stringMatching(/error: app ended before it was ready: ended, but left processes behind: \d+/),
      });
      expect(await workspace.status()).toMatchObject({
        app: {
          state: 'failed',
          detail: expect.stringMatching(/^its main process is gone, but it left process \d+ running; stop ends them$/),
        },
      });
      expect(processesIn(workspace.root)).toEqual(['sleep 1004']);
      await workspace.succeeds('stop app');
      expect(processesIn(workspace.root)).toEqual([]);
    }));

  it('whose program is missing says which one', () =>
    inWorkspace(
      { 'platform/app/component.yaml': 'description: Missing\nruntimes: { process: { command: [no-such-program] } }\n' },
      async (workspace) => {
        expect(seen(workspace, await workspace.dsw('start app'))).toEqual({
          exitCode: 1,
          stdout: `app prep: done, prepared
app start: FAILED
  platform/app/component.yaml: error: app cannot be started: no-such-program: not found on PATH
    Install the program, or correct \`runtimes.process\` in the manifest; a relative path starts at the component folder.`,
          stderr: '',
        });
        await workspace.write(app('exec sleep infinity'));
        await workspace.succeeds('start app');
      },
    ));

  it('that requires what this machine lacks is unavailable, which is an error only for whom names it', () =>
    inWorkspace(
      {
        'platform/app/component.yaml': `description: Requires
profiles: [starter]
runtimes: { process: { command: [no-such-program], requires: [{ program: [no-such-program], install: apt-get install it }] } }
`,
      },
      async (workspace) => {
        const needs = 'is unavailable: needs no-such-program: apt-get install it';
        expect(seen(workspace, await workspace.dsw('start app'))).toMatchObject({
          exitCode: 1,
          stdout: expect.stringContaining(`app start: FAILED, ${needs}`),
        });
        expect(seen(workspace, await workspace.dsw('up'))).toMatchObject({
          exitCode: 0,
          stdout: expect.stringContaining(`app start: skipped, ${needs}`),
        });
        expect(await workspace.status()).toMatchObject({
          app: { state: 'unavailable', detail: 'needs no-such-program: apt-get install it' },
        });
      },
    ));
});
