import { describe, expect, it } from 'vitest';
import { freePort } from '@dust-workspace/runtime/testing';
import { seen } from './testing/seen.js';
import { web } from './testing/web.js';
import { inWorkspace } from './testing/workspace.js';

const secret = 'Zm9yLXlvdXItZXllcw';

describe.concurrent('the configuration of a component', () => {
  it('that was written only half stops nothing that runs, and nothing acts on the half', async () => {
    const port = await freePort();
    const whole = `WEB_TOKEN="${secret}"\nWEB_PORT=${port}\n`;
    await inWorkspace({ ...web(await freePort()), 'env/local/web.env': whole }, async (workspace) => {
      const { dsw, write } = workspace;
      await workspace.succeeds('init web');
      await workspace.succeeds('backup web');
      const leases = await workspace.read('env/local/ports.json').catch(() => 'none');
      const rows = await workspace.read('platform/web/volumes/local/rows');

      await write({ 'env/local/web.env': whole.slice(0, 20) });
      const says =
        'env/local/web.env:1:11: error: the quote " is never closed\n  Close it: the file may be half written. A quote behind a backslash closes nothing.';
      const indented = says.replaceAll(/^/gm, '  ');
      expect(seen(workspace, await dsw('status web'))).toEqual({
        exitCode: 1,
        stdout: expect.stringMatching(/^web {8}unknown {2}yes {7}yes .* runs, but its configuration cannot be read$/m),
        stderr: says,
      });
      for (const [line, stdout] of [
        ['restart web', ''],
        ['start web', `web prep: unchanged, prepared\nweb start: FAILED\n${indented}`],
        ['backup web', `web backup: FAILED\n${indented}`],
        ['restore web', `web restore: FAILED\n${indented}`],
      ] as const)
        expect(seen(workspace, await dsw(line))).toEqual({ exitCode: 1, stdout, stderr: stdout === '' ? says : '' });

      await write({ 'env/local/web.env': whole });
      expect(await workspace.status()).toMatchObject({ web: { state: 'healthy', initialised: true, ports: { WEB_PORT: port } } });
      expect(await workspace.read('env/local/ports.json').catch(() => 'none')).toBe(leases);
      expect(await workspace.read('platform/web/volumes/local/rows')).toBe(rows);
      await workspace.succeeds('restart web');
    });
  });

  it('with garbage in it is refused line by line, without a word of what the lines say', async () => {
    const garbage = `WEB_TOKEN=${secret}\n${secret}\n<<<<<<< HEAD\nWEB_TOKEN=again\nA\0B\n`;
    await inWorkspace({ ...web(await freePort()), 'env/local/web.env': garbage }, async (workspace) => {
      expect(seen(workspace, await workspace.dsw('prep web'))).toEqual({
        exitCode: 1,
        stdout: `web prep: FAILED
  env/local/web.env:2:1: error: expected NAME=value, found a line of ${secret.length} characters without an assignment
    Put # in front of a comment; write a value as NAME=value.
  env/local/web.env:3:1: error: expected NAME=value, found the merge conflict marker <<<<<<<
    Resolve the merge conflict.
  env/local/web.env:4:1: error: WEB_TOKEN is already set on line 1
    Keep one of the two.
  env/local/web.env:5:2: error: this is not text
    Restore the file from its template or a backup.`,
        stderr: '',
      });
      await workspace.write({ 'env/local/web.env': `WEB_TOKEN=${secret}\n` });
      await workspace.succeeds('start web');
    });
  });

  it('that lacks a value, or still has a placeholder, is told before anything starts', async () => {
    const files = { ...web(await freePort()), 'env/local/web.env': 'WEB_PORT=eighty\nWEB_TOKEN=TO_BE_REPLACED\n' };
    await inWorkspace(files, async (workspace) => {
      const { stdout, exitCode } = seen(workspace, await workspace.dsw('start web'));
      expect([exitCode, stdout]).toEqual([
        1,
        expect.stringContaining(`web start: FAILED
  env/local/web.env:1:10: error: web: WEB_PORT must be a port number from 1 to 65535
    Correct it, or remove it to have a port leased.
  env/local/web.env:2:11: error: web: WEB_TOKEN still says TO_BE_REPLACED
`),
      ]);
      await workspace.write({ 'env/local/web.env': '' });
      const missing = seen(workspace, await workspace.dsw('start web'));
      expect(missing).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('error: web needs a value for WEB_TOKEN') });

      await workspace.write({ 'env/local/web.env': `WEB_TOKEN=${secret}\n` });
      await workspace.succeeds('init web');
      await workspace.write({ 'env/local/web.env': '' });
      const backup = seen(workspace, await workspace.dsw('backup web'));
      expect(backup).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('error: web needs a value for WEB_TOKEN') });
      expect(await workspace.status()).toMatchObject({ web: { state: 'healthy' } });
    });
  });
});

describe.concurrent('env/project.env', () => {
  const cases = [
    {
      text: 'DSW_DEPLOY_ENV="local\nDSW_PROFILE=starter\n',
      says: 'env/project.env:1:16: error: the quote " is never closed\n  Close it: the file may be half written. A quote behind a backslash closes nothing.',
    },
    {
      text: 'DSW_DEPLOY_ENV=../../etc\nDSW_RUNTIME=podman\n',
      says: `env/project.env:1:1: error: "../../etc" is no name for an environment (from env/project.env)
  Use up to 40 lower-case letters, digits and dashes, a letter first.
env/project.env:2:1: error: there is no runtime "podman" (from env/project.env)
  Use one of auto, compose, process.`,
    },
    {
      text: 'DSW_LOCK_PATIENCE=soon\n',
      says: `error: one of DSW_HOOK_DEADLINE, DSW_BUILD_DEADLINE, DSW_TRANSFER_DEADLINE, DSW_LOCK_PATIENCE is no duration
  Write it like 30s or 10m, in env/project.env or the shell.`,
    },
  ];

  it('that makes no sense stops every command before it does anything', async () => {
    const files = { ...web(await freePort()), 'env/local/web.env': `WEB_TOKEN=${secret}\n` };
    await inWorkspace(files, async (workspace) => {
      for (const { text, says } of cases) {
        await workspace.write({ 'env/project.env': text });
        expect(seen(workspace, await workspace.dsw('status'))).toEqual({ exitCode: 1, stdout: '', stderr: says });
        expect(seen(workspace, await workspace.dsw('purge --yes'))).toEqual({ exitCode: 1, stdout: '', stderr: says });
      }
      await workspace.write({ 'env/project.env': '' });
      await workspace.succeeds('start web');
    });
  });
});
