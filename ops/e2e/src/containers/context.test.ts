import { join } from 'node:path';
import { noTerminals, openTerminal } from '@dust-workspace/runtime/testing';
import { expect, it } from 'vitest';
import { box, containersOf, describeInContainers, inContainers, machineEngine } from '../testing/containers.js';
import { seen } from '../testing/seen.js';
import { repository } from '../testing/workspace.js';

const dsw = join(repository, 'localbin', 'bin', 'dsw');

describeInContainers('a command in the context of a service', () => {
  it('runs in its container, and in one of its own while there is none', () =>
    inContainers(box('box'), async (workspace) => {
      expect(seen(workspace, await workspace.dsw('exec box cat /etc/hostname'))).toEqual({
        exitCode: 1,
        stdout: '',
        stderr: 'error: box was never prepared in this environment\n  dsw prep box does it.',
      });
      await workspace.succeeds('prep box');
      const alone = await workspace.dsw('exec box cat /etc/hostname');
      expect([alone.exitCode, alone.stdout]).toEqual([0, expect.stringMatching(/^[0-9a-f]{12}\n$/)]);
      expect(await containersOf(workspace)).toEqual({});
      await workspace.succeeds('start box');
      const { id = '' } = (await containersOf(workspace))['box'] ?? {};
      expect((await workspace.dsw('exec box cat /etc/hostname')).stdout).toBe(`${id.slice(0, 12)}\n`);
      expect(seen(workspace, await workspace.dsw('exec box no-such-program'))).toEqual({
        exitCode: 127,
        stdout: '',
        stderr: 'no-such-program: not found in the container',
      });
    }));

  it('may be a shell in a terminal, which leaves nothing behind', ({ skip, onTestFinished }) =>
    inContainers(box('box'), async (workspace) => {
      const missing = await noTerminals();
      skip(missing !== undefined, missing);
      await workspace.succeeds('prep box');
      const terminal = openTerminal(`'${dsw}' shell box; echo "exit $?"`, {
        cwd: workspace.root,
        env: { DOCKER_HOST: machineEngine().url },
      });
      onTestFinished(() => terminal.close());
      await terminal.until('box@local');
      terminal.type('stty size; echo "<$TERM>"\r');
      await terminal.until('24 80\n');
      await terminal.until('<dumb>');
      terminal.type('sleep 600\r');
      await terminal.until('sleep 600\n');
      terminal.type('\x03');
      terminal.type('exit 3\r');
      await terminal.ended;
      expect(terminal.shown()).toContain('exit 3\n');
      expect(await containersOf(workspace)).toEqual({});
    }));
});
